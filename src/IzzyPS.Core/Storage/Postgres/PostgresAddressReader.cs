using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace IzzyPS.Storage.Postgres;

/// <summary>The parts of an address.</summary>
/// <param name="Host">A host name, an IP address, or the folder of a Unix socket, which begins with a slash.</param>
/// <param name="Port">The port.</param>
/// <param name="Database">The database.</param>
internal sealed record PostgresParts(string Host, int Port, string Database)
{
    public string? User { get; init; }

    public string? Password { get; init; }

    /// <summary>The options and their values, percent-decoded. An option may be given only once.</summary>
    public required IReadOnlyDictionary<string, string> Options { get; init; }

    /// <summary>Whether the server is reached over a Unix socket.</summary>
    internal bool IsSocket => Host[0] == '/';
}

/// <summary>
/// Reads <c>postgres://user:password@host:port/database?option=value</c> strictly: one host, one database, known options, complete percent
/// escapes. A doubtful address is refused: if a character of the password were read as a separator, the password would be sent to another host.
/// No message repeats a part of the address.
/// </summary>
internal static partial class PostgresAddressReader
{
    private const int DefaultPort = 5432;
    private const int LongestName = 255;

    private static readonly string[] KnownOptions = ["host", "sslmode", "sslrootcert", "connect_timeout", "channel_binding"];

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads an address.</summary>
    /// <exception cref="LedgerException">The address is wrong. The message names the mistake without the typed text.</exception>
    internal static PostgresParts Read(string address)
    {
        if (address.Any(character => char.IsControl(character) || char.IsWhiteSpace(character)))
            throw CreateWrong("it holds a space or a control character; write a space as %20");
        if (address.IndexOfAny(['#', '\\', '"', '\'', '<', '>']) >= 0)
            throw CreateWrong("it holds a character that must be written as a percent escape, such as %23 for #");

        var rest = address[(address.IndexOf("://", StringComparison.Ordinal) + 3)..];
        var mark = rest.IndexOf('?', StringComparison.Ordinal);
        var (main, query) = mark < 0 ? (rest, string.Empty) : (rest[..mark], rest[(mark + 1)..]);
        var slash = main.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || slash == main.Length - 1)
            throw CreateWrong($"it names no database; {PostgresAddress.Right}");
        var (authority, database) = (main[..slash], main[(slash + 1)..]);
        if (database.AsSpan().ContainsAny("/@:") || query.Contains('@', StringComparison.Ordinal) || query.Contains('?', StringComparison.Ordinal))
            throw CreateWrong("in the password and in the database's name, write / as %2F, : as %3A, @ as %40 and ? as %3F");

        var options = ReadOptions(query);
        var at = authority.Split('@');
        if (at.Length > 2)
            throw CreateWrong("it holds more than one @; write an @ of the password as %40");
        var (host, port) = ReadHost(at[^1], options);
        var login = at.Length == 2 ? at[0].Split(':', 2) : [string.Empty];
        return new PostgresParts(host, port, Decode(database, "database's name"))
        {
            User = login[0].Length == 0 ? null : Decode(login[0], "user's name"),
            Password = login.Length == 2 && login[1].Length > 0 ? Decode(login[1], "password", 1000) : null,
            Options = options,
        };
    }

    private static (string Host, int Port) ReadHost(string text, Dictionary<string, string> options)
    {
        if (text.Contains(',', StringComparison.Ordinal))
            throw CreateWrong("it names several hosts; name one");
        var end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : text.IndexOf(':', StringComparison.Ordinal);
        if (end < 0)
            end = text.Length;
        var port = DefaultPort;
        if (end < text.Length && (text[end] != ':' || !int.TryParse(text.AsSpan(end + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) || port is 0 or > 65_535))
            throw CreateWrong("its port is not a number from 1 to 65535");

        var host = text[..end];
        if (options.Remove("host", out var folder))
        {
            return host.Length == 0 && folder.StartsWith('/') && !folder.Contains(',', StringComparison.Ordinal)
                ? (folder, port)
                : throw CreateWrong("its option host is for the folder of a Unix socket, postgres:///database?host=/var/run/postgresql; write a host's name before the port");
        }

        if (host.StartsWith('['))
        {
            return IPAddress.TryParse(host.AsSpan(1, host.Length - 2), out var ip) && ip.AddressFamily == AddressFamily.InterNetworkV6
                ? (ip.ToString(), port)
                : throw CreateWrong("the text in brackets is not an IPv6 address");
        }

        if (host.Length == 0)
            throw CreateWrong($"it names no host; {PostgresAddress.Right}");
        host = Decode(host, "host's name");
        if (host.StartsWith('/'))
            return (host, port);
        if (!Name().IsMatch(host) || host.Contains("..", StringComparison.Ordinal))
            throw CreateWrong("its host is neither a name nor an IP address; write an IPv6 address in brackets");
        // Some resolvers read 127.1 and 2130706433 as addresses, others as names.
        return !Numbers().IsMatch(host) || (IPAddress.TryParse(host, out var v4) && v4.ToString() == host)
            ? (host.ToLowerInvariant(), port)
            : throw CreateWrong("its host is a number, but not an IPv4 address of four numbers");
    }

    private static Dictionary<string, string> ReadOptions(string query)
    {
        var options = new Dictionary<string, string>(StringComparer.Ordinal);
        if (query.Length == 0)
            return options;
        foreach (var option in query.Split('&'))
        {
            var parts = option.Split('=');
            if (parts.Length != 2 || !KnownOptions.Contains(parts[0], StringComparer.Ordinal))
                throw CreateWrong($"it has an option that is unknown or without a value; known are {string.Join(", ", KnownOptions)}");
            if (!options.TryAdd(parts[0], Decode(parts[1], $"value of {parts[0]}", 4096)))
                throw CreateWrong($"its option {parts[0]} is given twice");
        }

        return options;
    }

    private static string Decode(string text, string what, int most = LongestName)
    {
        if (BrokenEscape().IsMatch(text))
            throw CreateWrong($"the {what} has a % without two hexadecimal digits after it; write a % itself as %25");
        string decoded;
        try
        {
            decoded = Utf8.GetString(ReadBytes(text));
        }
        catch (ArgumentException)
        {
            throw CreateWrong($"the {what} is not UTF-8 when its percent escapes are read");
        }

        return decoded.Length > 0 && decoded.Length <= most && !decoded.Any(char.IsControl)
            ? decoded
            : throw CreateWrong($"the {what} is empty, too long or holds a control character");
    }

    private static byte[] ReadBytes(string text)
    {
        using var bytes = new MemoryStream(text.Length);
        for (var at = 0; at < text.Length;)
        {
            if (text[at] == '%')
            {
                bytes.Write(Convert.FromHexString(text.AsSpan(at + 1, 2)));
                at += 3;
                continue;
            }

            var end = text.IndexOf('%', at);
            end = end < 0 ? text.Length : end;
            bytes.Write(Utf8.GetBytes(text[at..end]));
            at = end;
        }

        return bytes.ToArray();
    }

    private static LedgerException CreateWrong(string what) => LedgerName.CreateWrong(what);

    [GeneratedRegex("%(?![0-9A-Fa-f]{2})", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex BrokenEscape();

    [GeneratedRegex(@"^[A-Za-z0-9_](?:[A-Za-z0-9_.\-]*[A-Za-z0-9_])?\.?$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [GeneratedRegex(@"^[0-9.]+$|^0[xX]", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Numbers();
}
