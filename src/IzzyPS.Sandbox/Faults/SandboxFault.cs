namespace IzzyPS.Sandbox.Faults;

/// <summary>
/// One fault, and the requests that it strikes: from the <see cref="From"/>th request that fits, <see cref="Times"/> times, or by chance.
/// <see cref="FaultText"/> reads and writes faults as text.
/// </summary>
/// <param name="Kind">The kind of fault.</param>
internal sealed record SandboxFault(FaultKind Kind)
{
    /// <summary>The calls that the fault can strike.</summary>
    public SandboxRoutes Routes { get; init; } = SandboxRoutes.CreateCar;

    public FaultMoment Moment { get; init; } = FaultMoment.BeforeCommit;

    /// <summary>The number of the first request that the fault strikes, counted from 1 among the requests that fit.</summary>
    public int From { get; init; } = 1;

    /// <summary>The most requests that the fault strikes.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>The chance that the fault strikes a request that fits, from 0 to 1.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>Whether the fault strikes only requests on a connection that has served a request before.</summary>
    public bool ReusedOnly { get; init; }

    /// <summary>The time after the sandbox's start from which the fault can strike. Earlier requests don't fit and are not counted.</summary>
    public TimeSpan At { get; init; }

    /// <summary>How long the fault can strike, from <see cref="At"/> on. Null means for ever.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>The status of <see cref="FaultKind.Status"/>.</summary>
    public int Status { get; init; } = 503;

    /// <summary>The value of <c>Retry-After</c>, right or wrong. The text is sent unchanged; <c>now+30s</c> becomes a date.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The body of <see cref="FaultKind.Status"/>. Null means a short JSON body.</summary>
    public string? Body { get; init; }

    /// <summary>
    /// The content type of <see cref="FaultKind.Status"/>. Null means JSON. Another type, such as <c>text/html</c>, makes the answer look like
    /// a proxy's.
    /// </summary>
    public string? ContentType { get; init; }

    /// <summary>
    /// The time before the fault strikes. For slow heads and bodies it is the wait between two bytes. Null means one second for these and for
    /// <see cref="FaultKind.Delay"/>, and no wait for other kinds.
    /// </summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Whether the client still gets the right answer.</summary>
    internal bool AnswersRight => Kind is FaultKind.Delay or FaultKind.CloseAfter or FaultKind.RevokeTokens;

    /// <summary>The wait before the fault strikes.</summary>
    internal TimeSpan Wait => IsSlow ? TimeSpan.Zero : Delay ?? (Kind == FaultKind.Delay ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);

    /// <summary>The wait between two bytes of a slow head or body.</summary>
    internal TimeSpan BytePause => Delay ?? TimeSpan.FromSeconds(1);

    private bool IsSlow => Kind is FaultKind.SlowHead or FaultKind.SlowBody;

    /// <summary>Reads a fault from text.</summary>
    /// <exception cref="FaultTextException">The text is invalid.</exception>
    internal static SandboxFault Parse(string text) => FaultText.Parse(text);

    /// <summary>Writes the fault as text. <see cref="Parse"/> reads the text back to the same fault.</summary>
    public override string ToString() => FaultText.Write(this);
}
