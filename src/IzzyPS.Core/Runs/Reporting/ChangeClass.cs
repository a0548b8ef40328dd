namespace IzzyPS.Runs.Reporting;

/// <summary>The heading of a report under which a change stands that did not succeed.</summary>
internal enum ChangeClass
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The vehicle is in doubt. The report takes the operations in doubt from the ledger.</summary>
    InDoubt,

    /// <summary>A close, or a listing that Izzylease says is gone, is held back.</summary>
    CloseHeldBack,

    /// <summary>A guard holds back what a file would change of a listed vehicle.</summary>
    GuardHeldBack,

    /// <summary>Something else is held back: a price, or a vehicle that an operator closed.</summary>
    HeldBack,

    /// <summary>The change is an error.</summary>
    Error,
}
