using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace IzzyPS.Output;

/// <summary>
/// The one mask for secrets in text that leaves the process: the secrets that this process knows, in each form in which somebody may
/// quote them, and whatever has the shape of a secret.
/// </summary>
internal static partial class Secrets
{
    internal const string Mark = "***";

    /// <summary>A shorter one is not looked for everywhere: that would blot out the message. Its shape is masked all the same.</summary>
    private const int ShortestKnown = 6;

    /// <summary>The oldest is forgotten behind so many: each token of a long session is one.</summary>
    private const int MostKnown = 64;

    /// <summary>Everybody's first password: to mask these words would hide nothing, and blot out each address.</summary>
    private static readonly string[] CommonWords = ["postgres", "postgresql", "izzyps", "ledger", "password", "secret", "localhost"];

    private static readonly string[] ProxyVariables = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"];

    private static readonly Lock Gate = new();
    private static ImmutableList<(string Secret, string[] Forms)> _known = [];
    private static volatile string[] _forms = [];

    static Secrets() => AddFromEnvironment();

    /// <summary>Takes a secret among the known ones.</summary>
    internal static void Add(string? secret)
    {
        if (secret is null || secret.Length < ShortestKnown || CommonWords.Contains(secret, StringComparer.OrdinalIgnoreCase))
            return;
        lock (Gate)
        {
            if (_known.Any(known => known.Secret == secret))
                return;
            var known = _known.Add((secret, SecretForms.Create(secret)));
            _known = known.Count > MostKnown ? known.RemoveAt(0) : known;
            // The longest first: a form of one secret may be a part of a form of another.
            _forms = [.. _known.SelectMany(each => each.Forms).OrderByDescending(form => form.Length)];
        }
    }

    /// <summary>Takes a user's password among them, also as the two are sent together ("Basic").</summary>
    internal static void Add(string? user, string? password)
    {
        Add(password);
        if (!string.IsNullOrEmpty(password))
            Add(ToBasic(user ?? string.Empty, password));
    }

    /// <summary>Takes what the variables say: the passwords of the proxies and PostgreSQL's.</summary>
    internal static void AddFromEnvironment()
    {
        Add(Environment.GetEnvironmentVariable("PGPASSWORD"));
        foreach (var name in ProxyVariables)
            AddUserInfo(Environment.GetEnvironmentVariable(name));
    }

    /// <summary>Takes the password of the proxy that an address is reached through, whoever has set it.</summary>
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

    /// <summary>The text without secrets.</summary>
    internal static string Mask(string text)
    {
        try
        {
            return MaskShapes(MaskKnown(text));
        }
        catch (RegexMatchTimeoutException)
        {
            return Mark; // Somebody made it for that.
        }
    }

    private static string MaskKnown(string text) => Replace(text, _forms);

    private static string MaskShapes(string text)
    {
        if (text.AsSpan().ContainsAny('@', '\uFF20'))
        {
            text = UserInfo().Replace(text, Mark + "@");
            text = ShortUserInfo().Replace(text, "${lead}" + Mark + "@");
        }

        text = PasswordFile().Replace(text, "${lead}" + Mark);
        text = Header().Replace(text, "${lead}" + Mark);
        text = Scheme().Replace(text, "${lead}" + Mark);
        text = EscapedJson().Replace(text, "${lead}" + Mark);
        text = Json().Replace(text, "${lead}" + Mark);
        return Pair().Replace(text, "${lead}" + Mark);
    }

    /// <summary>The text without these forms of a secret.</summary>
    internal static string Replace(string text, string[] forms)
    {
        foreach (var form in forms)
            text = text.Replace(form, Mark, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>How a user and a password are sent in a header.</summary>
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

    /// <summary>A proxy may be named without a scheme.</summary>
    [GeneratedRegex(@"^(?:[A-Za-z][A-Za-z0-9+.\-]*://)?(?<login>[^\s]+)@[^@]*$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex ProxyUserInfo();

    /// <summary>
    /// User and password in an address. First with a password that holds the separators itself, up to the last @; then without. What our
    /// own messages give as an example stays.
    /// </summary>
    [GeneratedRegex(
        """(?<=:(?:\\?/){2})(?!user(?::password)?@host\b)(?:[^\s/?#@:'"<>]{0,300}:(?!\d{1,5}(?:[/\s?#'"]|$))[^\s'"<>]{0,1000}|[^\s/?#'"<>]{0,1000})@""",
        RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex UserInfo();

    /// <summary>
    /// The same without the two slashes: <c>user:password@host</c>, and <c>scheme:/user:password@host</c>, which a full path makes of an address. A
    /// colon and digits before a slash are a port.
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

    /// <summary>The same within a text that is JSON itself.</summary>
    [GeneratedRegex("""(?<lead>\\"[\w\-]*(?:password|passwd|pwd|secret|token)\\"\s*:\s*\\")(?:[^"\\]|\\[^"])*""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex EscapedJson();

    [GeneratedRegex(
        """(?<lead>(?:password|passwd|pwd|secret|access[_\-]?token|refresh[_\-]?token|id[_\-]?token|api[_\-]?key)\s*=\s*)(?:"[^"]*"|'[^']*'|[^\s;&,'"<>]+)""",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        1000)]
    private static partial Regex Pair();
}
