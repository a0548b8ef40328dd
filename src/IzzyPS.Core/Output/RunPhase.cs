namespace IzzyPS.Output;

/// <summary>The phase of a run.</summary>
internal enum RunPhase
{
    /// <summary>The run reads the rows of the stock.</summary>
    Reading = 1,

    /// <summary>The run carries out changes.</summary>
    Sending,
}
