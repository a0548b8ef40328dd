namespace IzzyPS.Output;

/// <summary>The subject of a notice.</summary>
internal enum NoticeCode
{
    /// <summary>A step of a run. With the steps, one vehicle or the whole run can be followed through a log.</summary>
    Step = 1,

    /// <summary>Something in a run that an operator should know. The message says what it is.</summary>
    Attention,

    /// <summary>Something about the ledger that an operator should know, found when the ledger was opened.</summary>
    Ledger,

    /// <summary>A fault of a whole stock file.</summary>
    StockFile,

    /// <summary>A row of a stock file was rejected.</summary>
    Row,

    /// <summary>Something was assumed about vehicles, or left out.</summary>
    Vehicle,

    /// <summary>The run failed as a whole.</summary>
    Fault,

    /// <summary>The details of an unexpected exception.</summary>
    FaultDetail,
}
