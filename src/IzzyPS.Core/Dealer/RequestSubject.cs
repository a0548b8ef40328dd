namespace IzzyPS.Dealer;

/// <summary>
/// What the requests of this flow of work are about, <c>run … U5YPU81BGPL155538</c>: it stands before their lines in the log, so that one
/// vehicle can be followed through its retries too.
/// </summary>
/// <remarks>Ambient, because only the log needs it: the API's calls know cars and ids, not runs.</remarks>
internal static class RequestSubject
{
    private static readonly AsyncLocal<string?> Ambient = new();

    /// <summary>Set in an asynchronous method, it holds for that method and what it calls.</summary>
    internal static string? Current
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }
}
