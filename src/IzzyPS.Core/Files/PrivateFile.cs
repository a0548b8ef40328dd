
namespace IzzyPS.Files;

/// <summary>
/// Creates files and folders that no other user of the machine can read or lock. Their modes are 0600 and 0700, independent of the umask. On Windows the
/// user's folders are private by inherited rights.
/// </summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnerOnlyFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Creates a new file and opens it for writing.</summary>
    internal static FileStream Create(string path)
    {
        var file = Open(path, FileMode.CreateNew, FileAccess.Write, FileShare.None);
        Tighten(path);
        return file;
    }

    /// <summary>
    /// Creates a temporary file. The file is gone when its stream is closed. On Linux and macOS the file has no name from the start, so not even a kill leaves
    /// it behind.
    /// </summary>
    internal static FileStream CreateTemporary()
    {
        var path = Path.Combine(Path.GetTempPath(), $"izzy-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 0 };
        if (OperatingSystem.IsWindows())
        {
            options.Options = FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = OwnerOnly;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }

    /// <summary>Opens a file. A file that is created here is private from its first moment.</summary>
    internal static FileStream Open(string path, FileMode mode, FileAccess access, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = access, Share = share, BufferSize = 0 };
        if (!OperatingSystem.IsWindows() && mode is not FileMode.Open)
            options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Removes the rights of all users but the owner from a file. A file of another owner stays as it is.</summary>
    internal static void Tighten(string path) => Tighten(path, OwnerOnly, File.Exists(path));

    /// <summary>As <see cref="Tighten(string)"/>, for a folder that IzzyPS created.</summary>
    internal static void TightenFolder(string path) => Tighten(path, OwnerOnlyFolder, Directory.Exists(path));

    /// <summary>Creates the folder of a file if the folder is missing. An existing folder is the user's and stays as it is.</summary>
    internal static void CreateFolderFor(string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
            MakeFolder(folder);
    }

    /// <summary>Creates a folder, and the missing folders above it.</summary>
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
            // Another user owns the file. Its owner decides about its rights.
        }
    }
}
