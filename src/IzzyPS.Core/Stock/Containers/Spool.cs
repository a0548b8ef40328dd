using IzzyPS.Files;

namespace IzzyPS.Stock.Containers;

/// <summary>Copies content that can be read only once, or that must be unpacked, to a private temporary file. A stock file is read twice.</summary>
internal static class Spool
{
    private const int BlockSize = 128 * 1024;

    /// <summary>Copies a stream.</summary>
    /// <param name="source">The stream, which is read to its end.</param>
    /// <param name="kind">What the stream is, for the message.</param>
    /// <param name="most">The highest number of bytes.</param>
    /// <param name="cancellationToken">Stops the copying, also while the source gives nothing.</param>
    /// <exception cref="ContentException">The content is too large.</exception>
    public static FileStream Copy(Stream source, string kind, long most, CancellationToken cancellationToken) => Create(kind, most, write =>
    {
        var block = new byte[BlockSize];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var read = source.Read(block);
            if (read == 0)
                return;
            write(block.AsSpan(0, read));
        }
    });

    /// <summary>Copies a pipe.</summary>
    public static FileStream CopyPipe(string path, long most, CancellationToken cancellationToken) =>
        Create("the pipe", most, write => PipeFile.Read(path, bytes => write(bytes), cancellationToken));

    /// <summary>Copies standard input where it is not a pipe that can be opened. Its reading can't be stopped, so another thread reads it.</summary>
    public static FileStream CopyStandardInput(long most, CancellationToken cancellationToken)
    {
        var copying = Task.Run(() => Copy(Console.OpenStandardInput(), "standard input", most, cancellationToken), CancellationToken.None);
        return copying.WaitAsync(cancellationToken).GetAwaiter().GetResult();
    }

    private static FileStream Create(string kind, long most, Action<Write> copy)
    {
        var file = PrivateFile.CreateTemporary();
        try
        {
            copy(bytes =>
            {
                if (file.Position + bytes.Length > most)
                    throw ContentException.CreateTooLarge(kind, most);
                file.Write(bytes);
            });
            file.Position = 0;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private delegate void Write(ReadOnlySpan<byte> bytes);
}
