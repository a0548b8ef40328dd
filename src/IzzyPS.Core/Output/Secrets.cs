using System.Text;
using System.Text.RegularExpressions;

namespace IzzyPS.Output;

/// <summary>
/// Masks secrets in all text that leaves the process. Masked are the secrets that this process knows, in every form in which they may be quoted, and every
/// text that has the shape of a secret.
/// </summary>
internal static partial class Secrets
{
    /// <summary>The highest number of known secrets. In a long session each new token is one more secret, so the oldest secret is forgotten.</summary>
    private const int MostKnown = 64;

    /// <summary>
    /// Common words that are not masked although they may be passwords. Masking them would hide nothing and make every address unreadable.
    /// </summary>
    private static readonly string[] CommonWords = ["postgres", "postgresql", "izzyps", "ledger", "password", "secret", "localhost"];

    private static readonly string[] ProxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

    private static readonly KnownSecrets Known = new(MostKnown);

    static Secrets() => AddFromEnvironment();

    /// <summary>Adds a secret to the known secrets.</summary>
    internal static void Add(string? secret)
    {
        if (secret is not null && !CommonWords.Contains(secret, StringComparer.OrdinalIgnoreCase))
            Known.Add(secret);
    }

    /// <summary>Adds a user's password, also in the form in which user and password are sent together ("Basic").</summary>
    internal static void Add(string? user, string? password)
    {
        Add(password);
        if (!string.IsNullOrEmpty(password))
            Add(ToBasic(user ?? string.Empty, password));
    }

    /// <summary>Adds the passwords in environment variables: those of the proxies and of PostgreSQL.</summary>
    internal static void AddFromEnvironment()
    {
        Add(Environment.GetEnvironmentVariable("PGPASSWORD"));
        foreach (var name in ProxyVariables)
            AddUserInfo(Environment.GetEnvironmentVariable(name));
    }

    /// <summary>Adds the password of the proxy through which an address is reached, independent of where the proxy was configured.</summary>
    internal static void AddFromProxy(Uri address)
    {
        AddFromEnvironment();
        var proxy = HttpClient.DefaultProxy;
        if (proxy.GetProxy(address) is not { } server)
            return;
        AddUserInfo(server.OriginalString);
        if (proxy.Credentials?.GetCredential(server, "Basic") is { } credential)
            Add(credential.UserName, credential.Password);
    }

    /// <summary>Masks all secrets in a text.</summary>
    internal static string Mask(string text)
    {
        try
        {
            return MaskShapes(Known.Mask(text));
        }
        catch (RegexMatchTimeoutException)
        {
            return KnownSecrets.Mark; // The text was probably made to slow the masking down. Nothing of it is shown.
        }
    }

    private static string MaskShapes(string text)
    {
        if (text.AsSpan().ContainsAny('@', '\uFF20'))
        {
            text = UserInfo().Replace(text, KnownSecrets.Mark + "@");
            text = ShortUserInfo().Replace(text, "${lead}" + KnownSecrets.Mark + "@");
        }

        text = PasswordFile().Replace(text, "${lead}" + KnownSecrets.Mark);
        text = Header().Replace(text, "${lead}" + KnownSecrets.Mark);
        text = Scheme().Replace(text, "${lead}" + KnownSecrets.Mark);
        text = EscapedJson().Replace(text, "${lead}" + KnownSecrets.Mark);
        text = Json().Replace(text, "${lead}" + KnownSecrets.Mark);
        return Pair().Replace(text, "${lead}" + KnownSecrets.Mark);
    }

    /// <summary>Writes a user and a password in the form of the header "Basic".</summary>
    internal static string ToBasic(string user, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes(user + ":" + password));

    private static void AddUserInfo(string? address)
    {
        if (address is null || ProxyUserInfo().Match(address) is not { Success: true } match)
            return;
        var parts = match.Groups["login"].Value.Split(':', 2);
        Add(match.Groups["login"].Value);
        if (parts.Length == 2)
        {
            Add(parts[0], parts[1]);
            Add(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(parts[1]));
        }
    }

    /// <summary>The user and password of a proxy. The address of a proxy may have no scheme.</summary>
    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z0-9+.\-]*://)?(?<login>[^\s]+)@[^@]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ProxyUserInfo();

    /// <summary>
    /// The user and password in an address. The first alternative allows a password that holds separators, up to the last @. The second does
    /// not. The example in IzzyPS's own messages is not masked.
    /// </summary>
    [GeneratedRegex(
        """(?<=:(?:\\?/){2})(?!user(?::password)?@host\b)(?:[^\s/?#@:'"<>]{0,300}:(?!\d{1,5}(?:[/\s?#'"]|$))[^\s'"<>]{0,1000}|[^\s/?#'"<>]{0,1000})@""",
        RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex UserInfo();

    /// <summary>
    /// The same without the two slashes: <c>user:password@host</c>, and <c>scheme:/user:password@host</c>, which an address becomes when it is
    /// read as a path. A colon and digits before a slash are a port and not a password.
    /// </summary>
    [GeneratedRegex(
        """(?<![\w.])(?<lead>\w[\w.+%\-]{0,300}[:\uFF1A])(?!(?:\\?/){2}|\\[^/]|password@host\b|\*\*\*@|\d{1,5}(?:[/\s?#'"]|$))[^\s'"<>]{1,1000}[@\uFF20](?=[\w\[\uFF3B])""",
        RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex ShortUserInfo();

    /// <summary>A line of a password file: <c>host:5432:database:user:password</c>.</summary>
    [GeneratedRegex("""\b(?<lead>[A-Za-z][\w.\-]{0,300}:\d{4,5}:[^\s:/]{1,100}:[^\s:/]{1,100}:)[^\s'"<>]+""", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PasswordFile();

    [GeneratedRegex("""(?<lead>authorization["']?\s*[:=]\s*["']?)(?:[A-Za-z]+\s+)?[^\s,"']+""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Header();

    [GeneratedRegex(@"\b(?<lead>(?:bearer|basic)\s+)(?=[^\s]*[0-9=]|[^\s]{20})[A-Za-z0-9._~+/\-]{8,}=*", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Scheme();

    [GeneratedRegex("""(?<lead>"[\w\-]*(?:password|passwd|pwd|secret|token)"\s*:\s*")(?:[^"\\]|\\.)*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Json();

    /// <summary>The same in JSON that is quoted within a text.</summary>
    [GeneratedRegex("""(?<lead>\\"[\w\-]*(?:password|passwd|pwd|secret|token)\\"\s*:\s*\\")(?:[^"\\]|\\[^"])*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EscapedJson();

    [GeneratedRegex(
        """(?<lead>(?:password|passwd|pwd|secret|access[_\-]?token|refresh[_\-]?token|id[_\-]?token|api[_\-]?key)\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s;&,'"<>]+)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Pair();
}
