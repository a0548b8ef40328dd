namespace IzzyPS.Testing.Servers;

/// <summary>What <see cref="FakePostgres"/> does when a client connects.</summary>
public enum FakeLogin
{
    /// <summary>Asks for the password in clear.</summary>
    CleartextPassword = 3,

    /// <summary>Asks for MD5 of the password.</summary>
    Md5 = 5,

    /// <summary>Lets everybody in.</summary>
    Ok = 0,

    /// <summary>Never answers.</summary>
    Silent = 100,

    /// <summary>Answers in HTTP.</summary>
    Http,

    /// <summary>Announces a message of 2 GB.</summary>
    HugeMessage,

    /// <summary>Announces a message of negative length.</summary>
    NegativeMessage,

    /// <summary>Asks for an authentication method that does not exist.</summary>
    UnknownLogin,

    /// <summary>Sends a message type that does not exist.</summary>
    UnknownMessage,

    /// <summary>Reports a missing table before any query.</summary>
    MissingTable,

    /// <summary>Reports an error code of the ledger's own functions.</summary>
    OwnError,

    /// <summary>SCRAM with a salt that is no base64.</summary>
    ScramBadSalt,

    /// <summary>SCRAM whose iteration count is a word.</summary>
    ScramWordCount,

    /// <summary>SCRAM with zero iterations.</summary>
    ScramNoCount,

    /// <summary>SCRAM with so many iterations that the computation takes hours.</summary>
    ScramHugeCount,
}
