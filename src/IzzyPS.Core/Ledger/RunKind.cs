namespace IzzyPS.Ledger;

/// <summary>What a run is for.</summary>
internal enum RunKind
{
    /// <summary>Makes Izzylease list what a partner's stock has.</summary>
    StockSync = 1,

    /// <summary>Carries out changes that an operator asks for.</summary>
    Manual,

    /// <summary>Ends the doubt about creates.</summary>
    Resolve,

    /// <summary>Takes listings over that another program or another ledger knows.</summary>
    Adopt,
}
