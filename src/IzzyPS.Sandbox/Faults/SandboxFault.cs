namespace IzzyPS.Sandbox.Faults;

/// <summary>The kinds of faults.</summary>
internal enum FaultKind
{
    /// <summary>An answer with a status, 503 by default, and with <see cref="SandboxFault.RetryAfter"/> if given.</summary>
    Status = 1,

    /// <summary>The connection is closed without an answer.</summary>
    Drop,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>The right answer comes late.</summary>
    Delay,

    /// <summary>The right answer comes. Then the connection is closed without a Connection header, as a proxy closes idle connections.</summary>
    CloseAfter,

    /// <summary>No answer ever comes.</summary>
    NoAnswer,

    /// <summary>The answer breaks off in the middle of its body.</summary>
    Truncated,

    /// <summary>2xx with an empty body.</summary>
    Empty,

    /// <summary>2xx with a web page.</summary>
    NotJson,

    /// <summary>2xx with JSON whose id is a number.</summary>
    WrongType,

    /// <summary>2xx with an id that was given to another car.</summary>
    RepeatedId,

    /// <summary>The answer's head comes byte by byte.</summary>
    SlowHead,

    /// <summary>The answer's body comes byte by byte.</summary>
    SlowBody,

    /// <summary>The answer's head never ends.</summary>
    EndlessHead,

    /// <summary>An answer of ten gigabytes.</summary>
    HugeBody,

    /// <summary>A small answer that unpacks to a hundred megabytes.</summary>
    GzipBomb,

    /// <summary>302 to another host.</summary>
    Redirect,

    /// <summary>Every token issued so far is revoked, as after a server's restart. The request itself is then answered 401.</summary>
    RevokeTokens,
}

/// <summary>When a fault strikes.</summary>
internal enum FaultMoment
{
    /// <summary>After the head was read and before the body is read.</summary>
    BeforeBody = 1,

    /// <summary>After the body was read and before the call is carried out.</summary>
    BeforeCommit,

    /// <summary>After the call was carried out.</summary>
    AfterCommit,
}

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

    /// <summary>The content type of <see cref="FaultKind.Status"/>. Null means JSON. Another type, such as <c>text/html</c>, makes the answer look like a proxy's.</summary>
    public string? ContentType { get; init; }

    /// <summary>The time before the fault strikes. For slow heads and bodies it is the wait between two bytes. Null means one second for these and for <see cref="FaultKind.Delay"/>, and no wait for other kinds.</summary>
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
