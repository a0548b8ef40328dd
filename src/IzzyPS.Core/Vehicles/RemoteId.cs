namespace IzzyPS.Vehicles;

/// <summary>
/// The id that Izzylease gives a car or a photo. The API gives UUIDs; others that implement it may give other ids. An id stands in paths,
/// messages and files, so only characters that need no escape in any of them are allowed.
/// </summary>
internal static class RemoteId
{
    private const int MaxLength = 200;

    /// <summary>The characters that are allowed besides letters and digits.</summary>
    private const string Signs = "-_.:~+=";

    /// <summary>What <see cref="IsValid"/> allows, for messages.</summary>
    internal const string Right = "a UUID, or at most 200 letters a-z, digits and characters of - _ . : ~ + =";

    /// <summary>Whether a text may be an id.</summary>
    internal static bool IsValid(string text) =>
        text.Length is > 0 and <= MaxLength && text is not ("." or "..") && text.All(character => char.IsAsciiLetterOrDigit(character) || Signs.Contains(character, StringComparison.Ordinal));
}
