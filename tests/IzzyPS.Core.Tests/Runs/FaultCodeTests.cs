using System.Collections.Immutable;
using System.Text.RegularExpressions;
using IzzyPS.Connections;
using IzzyPS.Runs;
using IzzyPS.Runs.Faults;
using IzzyPS.Sync.Resolving;
using Xunit;

namespace IzzyPS.Tests.Runs;

public sealed partial class FaultCodeTests
{
    public static TheoryData<Exception, string> Exceptions => new()
    {
        { new LedgerException(LedgerFault.Leased, "held"), nameof(FaultCode.LedgerLeased) },
        { new DealerException("no token", 401), nameof(FaultCode.DealerUnavailable) },
        { new StockSettingsException("no profile"), nameof(FaultCode.InvalidSetting) },
        { new DealerEnvironmentException(ImmutableArray.Create(new EnvironmentFault("A", "is not set."))), nameof(FaultCode.NotConnected) },
        { new ErrorReportException("/e.csv", new IOException("full")), nameof(FaultCode.ReportNotWritten) },
        { new IOException("full"), nameof(FaultCode.FileNotUsable) },
        { new UnauthorizedAccessException("denied"), nameof(FaultCode.FileNotUsable) },
    };

    [Fact]
    public void Documentation_lists_every_code_and_no_other()
    {
        var errors = File.ReadAllText(RepositoryRoot.GetPath("docs", "errors.md")).Split("\n## ")[0]; // The codes of rows and warnings follow.
        var documented = DocumentedCode().Matches(errors).Select(match => match.Groups[1].Value);
        Assert.Equal(Enum.GetNames<FaultCode>(), documented);
    }

    [Fact]
    public void Every_fault_of_a_ledger_a_plan_and_a_resolution_has_a_code()
    {
        foreach (var fault in Enum.GetValues<LedgerFault>())
            Assert.Equal($"Ledger{fault}", FaultCodes.FromLedger(fault).ToString());
        foreach (var reason in Enum.GetValues<BlockReason>().Except([BlockReason.None]))
            Assert.True(Enum.IsDefined(FaultCodes.FromBlock(reason)));
        foreach (var fault in Enum.GetValues<ResolveFault>())
            Assert.True(Enum.IsDefined(FaultCodes.FromResolution(fault)));
    }

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exception_written_for_the_user_keeps_its_message(Exception exception, string code)
    {
        var fault = RunFault.FromException(exception);
        Assert.Equal((code, exception.Message, exception), (fault.Code.ToString(), fault.Message, fault.Cause));
    }

    [Fact]
    public void Exception_of_an_unknown_kind_is_unexpected()
    {
        var fault = RunFault.FromException(new InvalidOperationException("what"));
        Assert.Equal(FaultCode.Unexpected, fault.Code);
        Assert.StartsWith("Unexpected (InvalidOperationException)", fault.Message, StringComparison.Ordinal);
    }

    [GeneratedRegex("^\\| `(\\w+)` \\|", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DocumentedCode();
}
