namespace IzzyPS.Files;

/// <summary>A kind of file that is written for the user. An earlier file of the same kind is recognised by its first bytes, and may be replaced.</summary>
/// <param name="Name">The name of the kind for messages, with its article.</param>
/// <param name="IsEarlier">Whether a file that begins with these bytes is of this kind. Gets at most <see cref="StartLength"/> bytes.</param>
internal sealed record OutputKind(string Name, Func<ReadOnlyMemory<byte>, bool> IsEarlier)
{
    internal const int StartLength = 128;

    /// <summary>
    /// Whether a file of this kind may also be written to a device or a pipe. The text is then written directly; a device is never replaced.
    /// </summary>
    internal bool CanGoToDevices { get; init; }

    /// <summary>Creates a kind whose files all begin with the same bytes.</summary>
    internal static OutputKind CreateWithStart(string name, byte[] start) => new(name, file => file.Span.StartsWith(start));
}
