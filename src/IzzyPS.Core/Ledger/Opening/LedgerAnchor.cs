using System.Text.Json;
using System.Text.Json.Serialization;
using IzzyPS.Files;
using IzzyPS.Storage;

namespace IzzyPS.Ledger.Opening;

/// <summary>
/// What is remembered of an account's ledger outside it, so that a missing, foreign or older one is noticed.
/// </summary>
/// <param name="Ledger">Where it is.</param>
/// <param name="Lineage">Its lineage.</param>
/// <param name="Serial">The last serial that was noted; the ledger's own is the same or higher.</param>
/// <param name="BaseUri">The account's address, for people.</param>
/// <param name="ClientId">The account's client id, for people.</param>
internal sealed record LedgerAnchor(string Ledger, Guid Lineage, long Serial, string BaseUri, string ClientId)
{
    internal static LedgerAnchor CreateFromIdentity(DealerAccount account, string ledger, LedgerIdentity identity) =>
        new(ledger, identity.Lineage, identity.Serial, account.BaseUri.AbsoluteUri, account.ClientId);

    /// <summary>Reads it.</summary>
    /// <returns>Null where there is none.</returns>
    /// <exception cref="LedgerException">It can't be read: what it remembered must not be forgotten silently.</exception>
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
            throw AnchorRefusal.AnchorUnreadable(path, exception);
        }
    }

    /// <summary>Writes it so that at any moment the old or the new one is there whole, after a power failure too.</summary>
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

/// <summary>Reads and writes an anchor without reflection, which would take 50 ms of a fresh process.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(LedgerAnchor))]
internal sealed partial class AnchorJson : JsonSerializerContext;
