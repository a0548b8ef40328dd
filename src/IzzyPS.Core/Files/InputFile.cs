namespace IzzyPS.Files;

/// <summary>Opens a user's file to read it from its start to its end.</summary>
internal static class InputFile
{
    /// <summary>Opens the file. Other programs may read the file meanwhile, but not write to it.</summary>
    /// <exception cref="IOException">The file can't be opened, or is a database that this process has open.</exception>
    internal static FileStream OpenRead(string path)
    {
        HeldFiles.Refuse(path);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read,
            Options = FileOptions.SequentialScan,
            BufferSize = 0,
        });
    }
}
