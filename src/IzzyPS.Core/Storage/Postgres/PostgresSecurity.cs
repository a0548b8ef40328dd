using System.Net;
using IzzyPS.Files;
using Npgsql;

namespace IzzyPS.Storage.Postgres;

/// <summary>
/// What a connection must have before a password has a part in it. The password itself never leaves this process: the server must ask
/// for SCRAM, which proves to each side that the other one knows it. Another machine must prove who it is by a certificate first, because
/// what SCRAM shows to a false server can be guessed at, and what the ledger says could be read and changed on the way.
/// </summary>
internal static class PostgresSecurity
{
    private const string Scram = "ScramSHA256";

    /// <summary>The variables by which Npgsql finds files.</summary>
    private static readonly string[] FileVariables = ["PGPASSFILE", "PGSSLCERT", "PGSSLKEY", "PGSSLROOTCERT"];

    private static readonly string[] HomeFiles = [".pgpass", ".postgresql/postgresql.crt", ".postgresql/postgresql.key", ".postgresql/root.crt"];
    private static readonly string[] WindowsFiles = ["pgpass.conf", "postgresql.crt", "postgresql.key", "root.crt"];

    private const string Right =
        "right would be no sslmode (which is verify-full for another machine), with sslrootcert=/path/to/ca.pem where the server's certificate is of an authority of your own";

    /// <summary>The host that is connected to: <c>localhost</c> is this machine, whatever a name server says of it.</summary>
    internal static string GetHostToConnect(string host) => host is "localhost" or "localhost." ? IPAddress.Loopback.ToString() : host;

    /// <summary>Whether a host is this machine for sure: a Unix socket or a loopback address. A name is not, for it can lead anywhere.</summary>
    internal static bool IsThisMachine(string host) =>
        host.StartsWith('/') || (IPAddress.TryParse(GetHostToConnect(host), out var address) && IPAddress.IsLoopback(address));

    /// <summary>Sets what the connection must have.</summary>
    /// <exception cref="LedgerException">The address asks for less.</exception>
    internal static void Apply(NpgsqlConnectionStringBuilder builder, PostgresParts parts)
    {
        // A server on a Unix socket may know the user by itself ("peer"): no password has a part in that.
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
            _ => throw LedgerName.CreateWrong("its option sslmode is none of disable, allow, prefer, require, verify-ca and verify-full"),
        };
        if (parts.IsSocket)
            return mode <= SslMode.Prefer ? SslMode.Disable : throw LedgerName.CreateWrong("a Unix socket has no TLS; leave sslmode out");
        if (isThisMachine || mode == SslMode.VerifyFull || (mode == SslMode.VerifyCA && parts.Options.GetValueOrDefault("sslrootcert") is not (null or "system")))
            return mode;
        throw LedgerName.CreateWrong(mode == SslMode.VerifyCA
            ? "sslmode=verify-ca takes the certificate of any server; " + Right
            : $"sslmode={word} does not check who the server is, and it is not on this machine; {Right}");
    }

    private static ChannelBinding GetChannelBinding(PostgresParts parts) => parts.Options.GetValueOrDefault("channel_binding") switch
    {
        null or "prefer" => ChannelBinding.Prefer,
        "require" => ChannelBinding.Require,
        "disable" => ChannelBinding.Disable,
        _ => throw LedgerName.CreateWrong("its option channel_binding is none of prefer, require and disable"),
    };

    private static string? FindCertificate(PostgresParts parts)
    {
        if (!parts.Options.TryGetValue("sslrootcert", out var path) || path == "system")
            return null;
        return File.Exists(path) ? path : throw LedgerName.CreateWrong("its option sslrootcert names no file; right would be the full path of a PEM file, or system");
    }

    /// <summary>Refuses a file that Npgsql would open and that never ends or never opens: a pipe or a device.</summary>
    private static void RefuseStrangeFiles(string? certificate)
    {
        RefuseStrangeFile(certificate, "its option sslrootcert");
        foreach (var variable in FileVariables)
            RefuseStrangeFile(Environment.GetEnvironmentVariable(variable), variable);
        // As Npgsql looks for them where no variable names them.
        string[] usual = OperatingSystem.IsWindows()
            ? [.. WindowsFiles.Select(name => Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "postgresql", name))]
            : [.. HomeFiles.Select(name => Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", name))];
        foreach (var path in usual)
            RefuseStrangeFile(path, "where PostgreSQL's clients look");
    }

    private static void RefuseStrangeFile(string? path, string what)
    {
        if (string.IsNullOrEmpty(path) || !Path.Exists(path) || FileFacts.IsRegular(RealPath.Resolve(path)))
            return;
        throw new LedgerException(
            LedgerFault.Address, $"The ledger's database can't be used: '{path}' ({what}) is not a regular file with something in it. A pipe or a device is not read: name a file, or take the name away.");
    }
}
