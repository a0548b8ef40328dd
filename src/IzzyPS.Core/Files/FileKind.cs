namespace IzzyPS.Files;

/// <summary>The kind of a file. The numbers are those of <c>stat(2)</c>.</summary>
internal enum FileKind
{
    /// <summary>A named pipe (<c>mkfifo</c>).</summary>
    Pipe = 0x1000,

    CharacterDevice = 0x2000,

    Folder = 0x4000,

    BlockDevice = 0x6000,

    Regular = 0x8000,

    Socket = 0xC000,
}
