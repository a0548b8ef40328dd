using System.Net;
using IzzyPS.Files;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// Sets the security that a connection needs before a password is used. The password itself never leaves this process: the server must ask for
/// SCRAM, which proves to each side that the other side knows the password. A server on another machine must first prove its identity by a
/// certificate. Without the certificate, a false server could guess the password from the SCRAM messages, and the ledger's data could be read
/// and changed on the way.
/// </summary>
internal static class PostgresSecurity
{
    private const string Scram = "ScramSHA256";

    /// <summary>The environment variables in which Npgsql looks for the paths of files.</summary>
    private static readonly string[] FileVariables = ["PGPASSFILE", "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT"];

    private static readonly string[] HomeFiles = [".pgpass", ".postgresql/postgresql.crt", ".postgresql/postgresql.key", ".postgresql/root.crt"];
    private static readonly string[] WindowsFiles = ["pgpass.conf", "postgresql.crt", "postgresql.key", "root.crt"];

    private const string Right =
        "right would be no sslmode (which means verify-full for another machine), and sslrootcert=/path/to/ca.pem when the server's certificate comes from your own authority";

    /// <summary>
    /// Gets the host to connect to. <c>localhost</c> becomes the loopback address, because a name server may resolve the name to another
    /// machine.
    /// </summary>
    internal static string GetHostToConnect(string host) => host is "localhost" or "localhost." ? IPAddress.Loopback.ToString() : host;

    /// <summary>
    /// Whether a host is certainly this machine: a Unix socket, a loopback address or <c>localhost</c>. Any other name can lead to another
    /// machine.
    /// </summary>
    internal static bool IsThisMachine(string host) =>
        host.StartsWith('/') || (IPAddress.TryParse(GetHostToConnect(host), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Sets the security of a connection.</summary>
    /// <exception cref="LedgerException">The address asks for less security.</exception>
    internal static void Apply(NpgsqlConnectionStringBuilder builder, PostgresParts parts)
    {
        // A server on a Unix socket may recognise the user by the operating system ("peer"), without a password.
        builder.RequireAuth = parts.IsSocket ? $"{Scram},None" : Scram;
        builder.GssEncryptionMode = GssEncryptionMode.Disable;
        builder.ChannelBinding = GetChannelBinding(parts);
        builder.RootCertificate = FindCertificate(parts);
        builder.SslMode = GetMode(parts, IsThisMachine(parts.Host));
        RefuseStrangeFiles(builder.RootCertificate);
    }

    private static SslMode GetMode(PostgresParts parts, bool isThisMachine)
    {
        if (!parts.Options.TryGetValue("sslmode", out var word))
            return parts.IsSocket ? SslMode.Disable : isThisMachine && !parts.Options.ContainsKey("sslrootcert") ? SslMode.Prefer : SslMode.VerifyFull;
        var mode = word switch
        {
            "disable" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "prefer" => SslMode.Prefer,
            "require" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => throw LedgerName.CreateWrong("its option sslmode must be disable, allow, prefer, require, verify-ca or verify-full"),
        };
        if (parts.IsSocket)
            return mode <= SslMode.Prefer ? SslMode.Disable : throw LedgerName.CreateWrong("a Unix socket has no TLS; leave sslmode out");
        if (isThisMachine || mode == SslMode.VerifyFull || (mode == SslMode.VerifyCA && parts.Options.GetValueOrDefault("sslrootcert") is not (null or "system")))
            return mode;
        throw LedgerName.CreateWrong(mode == SslMode.VerifyCA
            ? "sslmode=verify-ca accepts the certificate of any server; " + Right
            : $"sslmode={word} does not check the identity of the server, and the server is not on this machine; {Right}");
    }

    private static ChannelBinding GetChannelBinding(PostgresParts parts) => parts.Options.GetValueOrDefault("channel_binding") switch
    {
        null or "prefer" => ChannelBinding.Prefer,
        "require" => ChannelBinding.Require,
        "disable" => ChannelBinding.Disable,
        _ => throw LedgerName.CreateWrong("its option channel_binding must be prefer, require or disable"),
    };

    private static string? FindCertificate(PostgresParts parts)
    {
        if (!parts.Options.TryGetValue("sslrootcert", out var path) || path == "system")
            return null;
        return File.Exists(path) ? path : throw LedgerName.CreateWrong("its option sslrootcert names no file; right would be the full path of a PEM file, or system");
    }

    /// <summary>Refuses a pipe or a device that Npgsql would open: opening or reading it may never end.</summary>
    private static void RefuseStrangeFiles(string? certificate)
    {
        RefuseStrangeFile(certificate, "its option sslrootcert");
        foreach (var variable in FileVariables)
            RefuseStrangeFile(Environment.GetEnvironmentVariable(variable), variable);
        // The places where Npgsql looks when no variable names a file.
        string[] usual = OperatingSystem.IsWindows()
            ? [.. WindowsFiles.Select(name => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", name))]
            : [.. HomeFiles.Select(name => Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", name))];
        foreach (var path in usual)
            RefuseStrangeFile(path, "a default place of PostgreSQL's clients");
    }

    private static void RefuseStrangeFile(string? path, string what)
    {
        if (string.IsNullOrEmpty(path) || !Path.Exists(path) || FileFacts.IsRegular(RealPath.Resolve(path)))
            return;
        throw new LedgerException(
            LedgerFault.Address, $"The ledger's database can't be used: '{path}' ({what}) is not a regular file. A pipe or a device is not read: name a file, or remove the name.");
    }
}
