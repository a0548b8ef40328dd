using System.Management.Automation;
using IzzyPS.Files;
using IzzyPS.Storage;

namespace IzzyPS;

/// <summary>Turns the values of <c>-Path</c> and <c>-LiteralPath</c> into files. All cmdlets use this class.</summary>
internal static class Paths
{
    /// <summary>Finds the files that a path names, sorted by name. A missing file is in the result too, because then part of the stock is missing.</summary>
    /// <param name="command">The cmdlet, for the location and the errors.</param>
    /// <param name="path">The path.</param>
    /// <param name="isLiteral">Whether wildcard characters are taken literally.</param>
    /// <exception cref="StockSettingsException">The path is an address.</exception>
    internal static IEnumerable<NamedFile> FindFiles(PSCmdlet command, string path, bool isLiteral)
    {
        RefuseAddress(path);
        List<string> found;
        try
        {
            found = isLiteral ? [GetFullPath(command, path)] : FindMatches(command, path);
        }
        catch (Exception exception) when (exception is ItemNotFoundException or System.Management.Automation.DriveNotFoundException or ProviderNotFoundException or NotSupportedException or WildcardPatternException)
        {
            return [ReportMissing(command, path, Errors.PathNotFound.CreateRecord(path, exception.Message, exception))];
        }

        return found.Count == 0
            ? [ReportMissing(command, path, Errors.PathNotFound.CreateRecord(path, $"No file matches '{path}'."))]
            : found.Select(file => Check(command, file));
    }

    /// <summary>Gets the full path of a file. The file need not exist.</summary>
    /// <exception cref="NotSupportedException">The path is not in the file system.</exception>
    /// <exception cref="StockSettingsException">The path is an address.</exception>
    internal static string GetFullPath(PSCmdlet command, string path)
    {
        RefuseAddress(path);
        var full = command.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out var provider, out _);
        return RequireFileSystem(provider, path, full);
    }

    /// <summary>Gets the name that opens a ledger: the full path of its file, or the address of its database.</summary>
    /// <exception cref="LedgerException">The text is an address of another kind.</exception>
    internal static string GetLedgerName(PSCmdlet command, string ledger)
    {
        LedgerName.RefuseStrange(ledger, hasDrives: true);
        return LedgerName.IsAddress(ledger) ? ledger : GetFullPath(command, ledger);
    }

    private static void RefuseAddress(string path)
    {
        if (FileName.IsAddress(path))
            throw new StockSettingsException($"A parameter for a file {FileName.Fault}.");
    }

    private static List<string> FindMatches(PSCmdlet command, string path)
    {
        var matches = command.SessionState.Path.GetResolvedProviderPathFromPSPath(path, out var provider);
        return [.. RequireFileSystem(provider, path, matches).Order(StringComparer.Ordinal)];
    }

    private static NamedFile Check(PSCmdlet command, string file) =>
        Directory.Exists(file) ? ReportMissing(command, file, Errors.NotAFile.CreateRecord(file, $"'{file}' is a folder; name its files, '{Path.Combine(file, "*.csv")}' for example."))
        : File.Exists(file) ? new NamedFile(file, true)
        : ReportMissing(command, file, Errors.PathNotFound.CreateRecord(file, $"There is no file '{file}'."));

    private static NamedFile ReportMissing(PSCmdlet command, string path, ErrorRecord error)
    {
        command.WriteError(error);
        return new NamedFile(path, false);
    }

    private static T RequireFileSystem<T>(ProviderInfo provider, string path, T found) =>
        provider.Name == "FileSystem" ? found : throw new NotSupportedException($"'{path}' is not in the file system.");
}
