using System.Management.Automation;

namespace IzzyPS;

/// <summary>Turns what was typed behind <c>-Path</c> and <c>-LiteralPath</c> into files. The one place that does.</summary>
internal static class Paths
{
    /// <summary>The files that a path names, in the order of their names; what can't be found becomes an error.</summary>
    /// <param name="command">The cmdlet, for the location and the errors.</param>
    /// <param name="path">The path.</param>
    /// <param name="isLiteral">Whether wildcards are letters.</param>
    internal static IEnumerable<string> Files(PSCmdlet command, string path, bool isLiteral)
    {
        IReadOnlyList<string> found;
        try
        {
            found = isLiteral ? [Full(command, path)] : command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider) is var paths && IsFileSystem(provider)
                ? [.. paths.Order(StringComparer.Ordinal)]
                : throw new NotSupportedException($"'{path}' is not in the file system.");
        }
        catch (Exception exception) when (exception is ItemNotFoundException or DriveNotFoundException or ProviderNotFoundException or NotSupportedException or WildcardPatternException)
        {
            command.WriteError(Errors.PathNotFound.Of(path, exception.Message, exception));
            yield break;
        }

        if (found.Count == 0)
            command.WriteError(Errors.PathNotFound.Of(path, $"No file matches '{path}'."));
        foreach (var file in found)
        {
            if (Directory.Exists(file))
                command.WriteError(Errors.NotAFile.Of(file, $"'{file}' is a folder; name its files, '{Path.Combine(file, "*.csv")}' for example."));
            else if (!File.Exists(file))
                command.WriteError(Errors.PathNotFound.Of(file, $"There is no file '{file}'."));
            else
                yield return file;
        }
    }

    /// <summary>The full path of a file that need not be there yet.</summary>
    /// <exception cref="NotSupportedException">It is not in the file system.</exception>
    internal static string Full(PSCmdlet command, string path)
    {
        var full = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return IsFileSystem(provider) ? full : throw new NotSupportedException($"'{path}' is not in the file system.");
    }

    private static bool IsFileSystem(ProviderInfo provider) => provider.Name == "FileSystem";
}
