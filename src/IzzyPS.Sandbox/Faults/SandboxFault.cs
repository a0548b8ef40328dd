namespace IzzyPS.Sandbox.Faults;

/// <summary>What goes wrong.</summary>
internal enum FaultKind
{
    /// <summary>Any status, 503 by default; with <see cref="SandboxFault.RetryAfter"/> where given.</summary>
    Status = 1,

    /// <summary>The connection is closed without an answer.</summary>
    Drop,

    /// <summary>The connection is reset.</summary>
    Reset,

    /// <summary>The right answer comes late.</summary>
    Delay,

    /// <summary>The right answer, then the connection is closed without a word, as a proxy does with idle ones.</summary>
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

    /// <summary>Every token given out so far is bad at once, as after a server's restart; the request that it strikes is answered rightly: 401.</summary>
    RevokeTokens,
}

/// <summary>When it goes wrong.</summary>
internal enum FaultMoment
{
    /// <summary>With the head read and the body not.</summary>
    BeforeBody = 1,

    /// <summary>With the body read and nothing done.</summary>
    BeforeCommit,

    /// <summary>When it is done.</summary>
    AfterCommit,
}

/// <summary>
/// One fault and when it strikes: from the <see cref="From"/>th request that fits, <see cref="Times"/> times, or by chance.
/// People write it as text: see <see cref="FaultText"/>.
/// </summary>
/// <param name="Kind">What goes wrong.</param>
internal sealed record SandboxFault(FaultKind Kind)
{
    /// <summary>The calls that it strikes.</summary>
    public SandboxRoutes Routes { get; init; } = SandboxRoutes.CreateCar;

    public FaultMoment Moment { get; init; } = FaultMoment.BeforeCommit;

    /// <summary>The first request that it strikes, counted from 1 among those that fit.</summary>
    public int From { get; init; } = 1;

    /// <summary>How often it strikes at most.</summary>
    public int Times { get; init; } = int.MaxValue;

    /// <summary>The chance of each request that it could strike, 0 to 1.</summary>
    public double Chance { get; init; } = 1;

    /// <summary>Whether it strikes only requests on a connection that served one before.</summary>
    public bool ReusedOnly { get; init; }

    /// <summary>How long after the sandbox's start it may strike first. Requests that come before don't fit, and don't count.</summary>
    public TimeSpan At { get; init; }

    /// <summary>For how long, from <see cref="At"/> on; null for ever.</summary>
    public TimeSpan? For { get; init; }

    /// <summary>The status of <see cref="FaultKind.Status"/>.</summary>
    public int Status { get; init; } = 503;

    /// <summary>The value of <c>Retry-After</c>, right or wrong: as it is sent, or <c>now+30s</c> for a date.</summary>
    public string? RetryAfter { get; init; }

    /// <summary>The body of <see cref="FaultKind.Status"/>; null for a plain one.</summary>
    public string? Body { get; init; }

    /// <summary>The content type of <see cref="FaultKind.Status"/>; null for JSON. Another, such as <c>text/html</c>, is a proxy's answer and not the API's.</summary>
    public string? ContentType { get; init; }

    /// <summary>How long it takes before it strikes; of the slow ones, the wait between two bytes. Null for a second of those and of <see cref="FaultKind.Delay"/>, and none of others.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>Whether the right answer comes all the same.</summary>
    internal bool AnswersRight => Kind is FaultKind.Delay or FaultKind.CloseAfter or FaultKind.RevokeTokens;

    /// <summary>The wait before it strikes.</summary>
    internal TimeSpan Wait => IsSlow ? TimeSpan.Zero : Delay ?? (Kind == FaultKind.Delay ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);

    /// <summary>The wait between two bytes of a slow one.</summary>
    internal TimeSpan BytePause => Delay ?? TimeSpan.FromSeconds(1);

    private bool IsSlow => Kind is FaultKind.SlowHead or FaultKind.SlowBody;

    /// <summary>Reads a fault that someone wrote.</summary>
    /// <exception cref="FaultTextException">It is not understood.</exception>
    internal static SandboxFault Parse(string text) => FaultText.Parse(text);

    /// <summary>The fault as text that reads back to itself.</summary>
    public override string ToString() => FaultText.Write(this);
}
