namespace IzzyPS.Runs.Reporting;

/// <summary>The heading of a report under which a change stands that did not succeed.</summary>
internal enum ChangeClass
{
    /// <summary>Nothing is wrong.</summary>
    None = 0,

    /// <summary>The vehicle is in doubt. The report takes the operations in doubt from the ledger.</summary>
    InDoubt,

    /// <summary>A guard holds the change back, or Izzylease says that the listing is gone. The run ends with the verdict "held back".</summary>
    HeldByGuard,

    /// <summary>The change is held back because of what an operator decided: a price without permission to update prices, or a vehicle closed by hand.</summary>
    HeldBack,

    /// <summary>The change is an error.</summary>
    Error,
}
