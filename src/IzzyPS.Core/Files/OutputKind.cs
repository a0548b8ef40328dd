namespace IzzyPS.Files;

/// <summary>A kind of file that is written for the user, and how an earlier one is recognised.</summary>
/// <param name="Name">What it is, with its article.</param>
/// <param name="IsEarlier">Whether a file that begins with these bytes is one; gets up to <see cref="StartLength"/>.</param>
internal sealed record OutputKind(string Name, Func<ReadOnlyMemory<byte>, bool> IsEarlier)
{
    internal const int StartLength = 128;

    /// <summary>Whether it may also be written to a device or a pipe, as it comes. Those are never replaced.</summary>
    internal bool CanGoToDevices { get; init; }

    /// <summary>A kind whose files all begin with the same bytes.</summary>
    internal static OutputKind CreateWithStart(string name, byte[] start) => new(name, file => file.Span.StartsWith(start));
}
