namespace IzzyPS;

/// <summary>A file that the user named.</summary>
/// <param name="Path">The full path, or the typed text when no file was found.</param>
/// <param name="IsFound">Whether the file exists. A missing file has been reported as an error.</param>
internal readonly record struct NamedFile(string Path, bool IsFound);
