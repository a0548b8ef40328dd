using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Output;
using IzzyPS.Stock;

namespace IzzyPS.Tool;

/// <summary>How what broke is said, and how the tool ends by it. The one place for all commands.</summary>
internal static class Failure
{
    /// <summary>How the tool ends where an exception ends a command.</summary>
    internal static ExitCode CodeOf(Exception exception) => exception switch
    {
        DealerEnvironmentException or StockSettingsException or ArgumentException => ExitCode.Usage,
        LedgerException { Fault: LedgerFault.Address } => ExitCode.Usage,
        LedgerException { Fault: LedgerFault.Leased } => ExitCode.Locked,
        _ => ExitCode.Failed,
    };

    /// <summary>Whether the exception's message was written for the user.</summary>
    internal static bool IsExpected(Exception exception) => exception
        is DealerEnvironmentException or StockSettingsException or LedgerException or DealerException or IOException or UnauthorizedAccessException;

    /// <summary>The message for the user: without a stack trace, and without secrets.</summary>
    internal static string TextOf(Exception exception) => IsExpected(exception) ? Outgoing.Line(exception.Message) : Outgoing.Unexpected(exception);

    /// <summary>Says on standard error what broke; its details where they are asked for.</summary>
    internal static void Say(Exception exception, bool isVerbose)
    {
        Console.Error.WriteLine($"izzy: {TextOf(exception)}");
        if (!isVerbose)
            return;
        foreach (var line in Outgoing.DetailsOf(exception))
            Console.Error.WriteLine($"izzy: {line}");
    }
}
