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
