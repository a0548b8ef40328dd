using System.Text.Json;
using System.Text.Json.Serialization;
using IzzyPS.Files;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Opening;

/// <summary>
/// What IzzyPS remembers about an account's ledger in a file outside the ledger. With this file a missing, another or an older ledger is noticed.
/// </summary>
/// <param name="Ledger">The ledger's location.</param>
/// <param name="Lineage">The ledger's lineage.</param>
/// <param name="Serial">The ledger's serial when the anchor was last written. The ledger's own serial is the same or higher.</param>
/// <param name="BaseUri">The account's address, for people.</param>
/// <param name="ClientId">The account's client id, for people.</param>
internal sealed record LedgerAnchor(string Ledger, Guid Lineage, long Serial, string BaseUri, string ClientId)
{
    internal static LedgerAnchor CreateFromIdentity(DealerAccount account, string ledger, LedgerIdentity identity) =>
        new(ledger, identity.Lineage, identity.Serial, account.BaseUri.AbsoluteUri, account.ClientId);

    /// <summary>Reads an anchor.</summary>
    /// <returns>The anchor, or null where the file does not exist.</returns>
    /// <exception cref="LedgerException">
    /// The file can't be read. This is an error and not the same as a missing file: IzzyPS must not forget the ledger silently.
    /// </exception>
    internal static LedgerAnchor? Read(string path)
    {
        try
        {
            if (FileFacts.HasNoLength(path))
                throw new JsonException("It is empty, or a pipe or a device.");
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), AnchorJson.Default.LedgerAnchor) ?? throw new JsonException("It is null.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            throw AnchorRefusal.CreateUnreadableAnchor(path, exception);
        }
    }

    /// <summary>
    /// Writes the anchor by replacing the file in one step: at every moment, also after a power failure, either the whole old anchor or the whole
    /// new anchor is there.
    /// </summary>
    internal void Write(string path)
    {
        PrivateFile.CreateFolderFor(path);
        var next = $"{path}.{Guid.CreateVersion7():N}.new";
        try
        {
            using (var file = PrivateFile.Create(next))
            {
                JsonSerializer.Serialize(file, this, AnchorJson.Default.LedgerAnchor);
                file.Flush(flushToDisk: true);
            }

            File.Move(next, path, overwrite: true);
        }
        finally
        {
            File.Delete(next);
        }
    }
}

/// <summary>Reads and writes an anchor with generated code. Reflection would take 50 ms at the start of each process.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LedgerAnchor))]
internal sealed partial class AnchorJson : JsonSerializerContext;
