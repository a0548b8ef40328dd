namespace IzzyPS.Output;

/// <summary>What a run is doing.</summary>
internal enum RunPhase
{
    /// <summary>It reads the rows of the stock.</summary>
    Reading = 1,

    /// <summary>It carries changes out.</summary>
    Sending,
}
