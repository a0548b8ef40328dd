using System.Text;

namespace IzzyPS.Soak.Fuzz;

/// <summary>A small valid file: its lines and its format. The first line names the columns.</summary>
/// <param name="Lines">The lines without their line breaks.</param>
/// <param name="Delimiter">The character between the columns.</param>
/// <param name="Break">The line break.</param>
/// <param name="Encoding">The encoding. Its byte order mark is written too.</param>
internal sealed record FuzzFile(List<string> Lines, char Delimiter, string Break, Encoding Encoding);
