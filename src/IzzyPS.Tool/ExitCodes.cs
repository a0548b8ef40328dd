using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;

namespace IzzyPS.Tool;

/// <summary>Gets the exit code for a run's verdict or a fault, for all commands.</summary>
internal static class ExitCodes
{
    internal static ExitCode From(RunVerdict verdict) => verdict switch
    {
        RunVerdict.Stopped => ExitCode.Stopped,
        RunVerdict.Locked => ExitCode.Locked,
        RunVerdict.InDoubt => ExitCode.InDoubt,
        RunVerdict.HeldBack => ExitCode.HeldBack,
        RunVerdict.Errors => ExitCode.Errors,
        RunVerdict.Done => ExitCode.Done,
        _ => ExitCode.Failed,
    };

    internal static ExitCode From(FaultCode code) => code switch
    {
        FaultCode.NotConnected or FaultCode.InvalidSetting or FaultCode.LedgerAddress => ExitCode.Usage,
        FaultCode.LedgerLeased => ExitCode.Locked,
        _ => ExitCode.Failed,
    };
}
