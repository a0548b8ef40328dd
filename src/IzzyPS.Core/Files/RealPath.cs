
namespace IzzyPS.Files;

/// <summary>Resolves the real path of a file: the absolute path without symbolic links. Two paths of one file have the same real path.</summary>
internal static class RealPath
{
    /// <summary>The highest number of links that are followed; Linux has the same limit.</summary>
    private const int MostLinks = 40;

    /// <summary>Follows every symbolic link of a path. The last parts of the path need not exist.</summary>
    /// <param name="path">The path. A relative path starts at the current directory.</param>
    /// <exception cref="IOException">The links form a loop, or a folder can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read a folder of the path.</exception>
    internal static string Resolve(string path) => Resolve(path, static _ => { });

    /// <summary>As <see cref="Resolve(string)"/>. Calls <paramref name="passing"/> with each path on the way, symbolic links included.</summary>
    internal static string Resolve(string path, Action<string> passing)
    {
        var (real, left) = Split(Path.GetFullPath(path), new Stack<string>());
        var links = 0;
        while (left.TryPop(out var part))
        {
            var next = Path.Combine(real, part);
            passing(next);
            if (GetLinkTarget(next) is not { } target)
            {
                real = next;
                continue;
            }

            if (++links > MostLinks)
                throw new IOException($"'{path}' leads nowhere: its symbolic links form a loop.");
            (real, left) = Split(Path.GetFullPath(target, real), left);
        }

        return real;
    }

    /// <summary>
    /// Whether two real paths may be the same file, or the first path is below the second. Upper and lower case count as equal, as on the file systems of
    /// Windows and macOS.
    /// </summary>
    internal static bool IsAtOrBelow(string path, string other) =>
        path.Equals(other, StringComparison.OrdinalIgnoreCase)
        || path.StartsWith(Path.TrimEndingDirectorySeparator(other) + Path.DirectorySeparatorChar, StringComparison.OrdinalIgnoreCase);

    private static (string Root, Stack<string> Left) Split(string path, Stack<string> behind)
    {
        var root = Path.GetPathRoot(path)!;
        foreach (var part in path[root.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries).Reverse())
            behind.Push(part);
        return (root, behind);
    }

    private static string? GetLinkTarget(string path)
    {
        FileSystemInfo info = Directory.Exists(path) ? new DirectoryInfo(path) : new FileInfo(path);
        return info.LinkTarget;
    }
}
