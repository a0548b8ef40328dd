namespace IzzyPS.Ledger.RunRecords;

/// <summary>What a run is for.</summary>
internal enum RunKind
{
    /// <summary>Makes the listings on Izzylease equal to a partner's stock.</summary>
    StockSync = 1,

    /// <summary>Carries out changes that an operator asked for.</summary>
    Manual,

    /// <summary>Resolves creates in doubt.</summary>
    Resolve,

    /// <summary>Takes over the listings of another program or of another ledger.</summary>
    Adopt,
}
