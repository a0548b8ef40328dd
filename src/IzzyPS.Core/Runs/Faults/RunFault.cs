using IzzyPS.Connections;
using IzzyPS.Output;

namespace IzzyPS.Runs.Faults;

/// <summary>Why a run or a command failed as a whole. Both front ends translate exceptions with <see cref="FromException"/>.</summary>
/// <param name="Code">The stable code.</param>
/// <param name="Message">What is wrong and what would be right, in English.</param>
internal sealed record RunFault(FaultCode Code, string Message)
{
    /// <summary>The exception behind the fault; null where there was none.</summary>
    internal Exception? Cause { get; init; }

    /// <summary>The HTTP status behind the fault; null where no answer came.</summary>
    internal int? Status { get; init; }

    /// <summary>The path of the file that the fault is about; null where no single file is known.</summary>
    internal string? Path { get; init; }

    /// <summary>
    /// Translates an exception. An exception whose message was not written for the user is <see cref="FaultCode.Unexpected"/>.
    /// </summary>
    internal static RunFault FromException(Exception exception) => exception switch
    {
        LedgerException ledger => CreateExpected(FaultCodes.FromLedger(ledger.Fault), exception),
        DealerException dealer => CreateExpected(FaultCode.DealerUnavailable, exception) with { Status = dealer.Status },
        StockSettingsException => CreateExpected(FaultCode.InvalidSetting, exception),
        DealerEnvironmentException => CreateExpected(FaultCode.NotConnected, exception),
        ErrorReportException report => CreateExpected(FaultCode.ReportNotWritten, exception) with { Path = report.Path },
        IOException or UnauthorizedAccessException => CreateExpected(FaultCode.FileNotUsable, exception),
        _ => new RunFault(FaultCode.Unexpected, Outgoing.DescribeUnexpected(exception)) { Cause = exception },
    };

    private static RunFault CreateExpected(FaultCode code, Exception exception) => new(code, exception.Message) { Cause = exception };
}
