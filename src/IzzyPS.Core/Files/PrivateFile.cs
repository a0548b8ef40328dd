
namespace IzzyPS.Files;

/// <summary>
/// Files and folders that nobody else on the machine can read or lock: 0600 and 0700, whatever the umask. On Windows the user's
/// folders are private by what they inherit.
/// </summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Makes a file that is not there yet, to write into it.</summary>
    internal static FileStream Create(string path)
    {
        var file = Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Tighten(path);
        return file;
    }

    /// <summary>Opens a file. A file that is made by it is private from its first moment.</summary>
    internal static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Takes a file's rights from everybody but its owner; a file of another owner stays as it is.</summary>
    internal static void Tighten(string path) => Tighten(path, OwnerOnly, File.Exists(path));

    /// <summary>As <see cref="Tighten(string)"/>, for a folder of IzzyPS's own.</summary>
    internal static void TightenFolder(string path) => Tighten(path, OwnerOnlyFolder, Directory.Exists(path));

    /// <summary>Makes the folder of a file where it is missing. A folder that exists is the user's and stays as it is.</summary>
    internal static void CreateFolderFor(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            MakeFolder(folder);
    }

    /// <summary>Makes a folder where it is missing, with those above it.</summary>
    internal static void MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }

        Directory.CreateDirectory(path, OwnerOnlyFolder);
        TightenFolder(path);
    }

    private static void Tighten(string path, UnixFileMode mode, bool exists)
    {
        if (OperatingSystem.IsWindows() || !exists || File.GetUnixFileMode(path) == mode)
            return;
        try
        {
            File.SetUnixFileMode(path, mode);
        }
        catch (UnauthorizedAccessException)
        {
            // Its owner decides.
        }
    }
}
