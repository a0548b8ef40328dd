namespace IzzyPS.Files;

/// <summary>Opens a file of somebody else's to read it from its start to its end.</summary>
internal static class InputFile
{
    /// <summary>Opens the file. Others may read it meanwhile, and not write to it.</summary>
    /// <exception cref="IOException">It can't be opened, or this process has it open itself.</exception>
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
