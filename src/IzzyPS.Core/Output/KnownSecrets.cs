namespace IzzyPS.Output;

/// <summary>
/// Secrets, with every form in which they may be quoted (<see cref="SecretForms"/>). Where there are too many secrets, the oldest one is
/// forgotten. Several threads may use it at the same time.
/// </summary>
internal sealed class KnownSecrets
{
    /// <summary>The text that takes the place of a secret.</summary>
    internal const string Mark = "***";

    /// <summary>The shortest secret that is added. Searching for a shorter one would make messages unreadable.</summary>
    private const int Shortest = 6;

    private readonly Lock _lock = new();
    private readonly int _most;
    private readonly string[] _kept;
    private readonly List<(string Secret, string[] Forms)> _added = [];
    private volatile string[] _forms = [];

    /// <summary>Creates a set of secrets.</summary>
    /// <param name="most">The highest number of secrets that are added.</param>
    /// <param name="kept">Secrets that are never forgotten, however short they are.</param>
    internal KnownSecrets(int most, params IEnumerable<string> kept)
    {
        _most = most;
        _kept = [.. kept.SelectMany(SecretForms.Create)];
        _forms = Order(_kept);
    }

    /// <summary>Adds a secret.</summary>
    internal void Add(string secret)
    {
        if (secret.Length < Shortest)
            return;
        lock (_lock)
        {
            if (_added.Exists(known => known.Secret == secret))
                return;
            _added.Add((secret, SecretForms.Create(secret)));
            if (_added.Count > _most)
                _added.RemoveAt(0);
            _forms = Order(_kept.Concat(_added.SelectMany(known => known.Forms)));
        }
    }

    /// <summary>Masks every form of each secret in a text.</summary>
    internal string Mask(string text)
    {
        foreach (var form in _forms)
            text = text.Replace(form, Mark, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>Puts the longest form first, because a form of one secret may be a part of a form of another secret.</summary>
    private static string[] Order(IEnumerable<string> forms) => [.. forms.OrderByDescending(form => form.Length)];
}
