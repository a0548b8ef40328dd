using System.Collections.Immutable;

namespace IzzyPS.Sandbox.Faults;

/// <summary>Reads a schedule: a file with one fault on each line, blank lines and <c>#</c> comments.</summary>
internal static class FaultFile
{
    /// <summary>Reads the faults of a file, in its order.</summary>
    /// <exception cref="FaultTextException">The file can't be read, or a line is not understood.</exception>
    internal static ImmutableArray<SandboxFault> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FaultTextException($"The fault schedule {path} can't be read: {exception.Message}", exception);
        }

        var faults = ImmutableArray.CreateBuilder<SandboxFault>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (new FaultTokens(lines[i]).TryNext(out _))
                faults.Add(Parse(lines[i], path, i + 1));
        }

        return faults.ToImmutable();
    }

    private static SandboxFault Parse(string line, string path, int number)
    {
        try
        {
            return FaultText.Parse(line);
        }
        catch (FaultTextException exception)
        {
            throw new FaultTextException(FormattableString.Invariant($"{Path.GetFileName(path)}, line {number}: {exception.Message}"), exception);
        }
    }
}
