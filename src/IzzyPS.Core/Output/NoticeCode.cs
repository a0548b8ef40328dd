namespace IzzyPS.Output;

/// <summary>What a notice is about.</summary>
internal enum NoticeCode
{
    /// <summary>A step of the run, for following one vehicle or the run through.</summary>
    Step = 1,

    /// <summary>The engine saw something that an operator should know; the message says what.</summary>
    Attention,

    /// <summary>The ledger saw something that an operator should know when it was opened.</summary>
    Ledger,

    /// <summary>Something is wrong with a whole stock file.</summary>
    StockFile,

    /// <summary>A row of a stock file was rejected.</summary>
    Row,

    /// <summary>The run failed as a whole.</summary>
    Fault,

    /// <summary>The details of an unexpected exception.</summary>
    FaultDetail,
}
