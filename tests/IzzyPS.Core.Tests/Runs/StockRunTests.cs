using IzzyPS.Ledger.RunRecords;
using IzzyPS.Output;
using IzzyPS.Runs.Faults;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sandbox.Faults;
using Microsoft.Data.Sqlite;
using Xunit;

namespace IzzyPS.Tests.Runs;

/// <summary>The whole job over a stock file, over real HTTP and a real ledger, without a front end.</summary>
public sealed class StockRunTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Report_counts_what_was_done_and_a_rerun_does_nothing()
    {
        await using var rig = new RunRig();
        var first = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 20)));
        Assert.Equal((RunVerdict.Done, 20, RunKind.StockSync, RunTrigger.Cli), (first.Verdict, first.Created.Count, first.Kind, first.Trigger));

        var file = rig.WriteStock(Enumerable.Range(2, 20), color: number => number == 3 ? "Czarny" : "Niebieski", price: number => number == 4 ? 65_000 : 70_000);
        var second = await rig.RunAsync(file, options => options with { CloseMissing = true });
        Assert.Equal((1, 1, 1, 1, 17), (second.Created.Count, second.Updated.Count, second.Repriced.Count, second.Closed.Count, second.Unchanged));
        Assert.Equal(TestCars.CreateVin(3), Assert.Single(second.Updated).Vin);
        Assert.All(second.Results, result => Assert.Equal(second.RunId, result.RunId));

        var requests = rig.Server.Requests.Values.Sum();
        var third = await rig.RunAsync(file, options => options with { CloseMissing = true });
        Assert.Equal((RunVerdict.Done, 20, 0), (third.Verdict, third.Unchanged, third.Results.Count));
        Assert.Equal(requests, rig.Server.Requests.Values.Sum());
    }

    [Fact]
    public async Task What_if_reports_what_would_be_done_and_sends_nothing()
    {
        await using var rig = new RunRig();
        var report = await rig.RunAsync(rig.WriteStock([1, 2]), options => options with { WhatIf = true });
        Assert.Equal((RunVerdict.Done, 2, null), (report.Verdict, report.Created.Count, report.RunId));
        Assert.Equal([TestCars.CreateVin(1), TestCars.CreateVin(2)], rig.Observer.Changes.Select(change => change.Vin));
        Assert.Equal(0, rig.Server.Requests.Values.Sum());
    }

    [Fact]
    public async Task Rejected_row_has_a_code_a_notice_and_a_line_in_the_error_report()
    {
        await using var rig = new RunRig();
        var place = rig.PathOf("errors.csv");
        var report = await rig.RunAsync(rig.WriteStock([1, 2, 3], price: number => number == 2 ? -5 : 70_000), options => options with { ErrorReport = place });
        Assert.Equal((RunVerdict.Errors, 2), (report.Verdict, report.Created.Count));
        var error = Assert.Single(report.Errors);
        Assert.Equal((FaultCode.RowRejected, TestCars.CreateVin(2), 3), (error.Code, error.Vin, error.Line));
        var notice = Assert.Single(rig.Observer.Notices, notice => notice.Code == NoticeCode.Row);
        Assert.Equal((RunMessageLevel.Warning, report.RunId, error.Reason), (notice.Severity, notice.RunId, notice.Message));
        Assert.Contains(TestCars.CreateVin(2), await File.ReadAllTextAsync(place, Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_rows_with_the_same_fault_are_one_line_of_the_log()
    {
        await using var rig = new RunRig();
        var report = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 103), price: number => number > 100 ? 70_000 : -5));
        Assert.Equal((100, 3), (report.Errors.Count, report.Created.Count));
        Assert.Equal(("OutOfRange", "pricing_salesPrice"), (report.Errors[0].Faults![0].Code, report.Errors[0].Faults![0].Field!.CsvName));
        var line = Assert.Single(rig.Observer.Notices, notice => notice is { Code: NoticeCode.Row, Severity: RunMessageLevel.Warning });
        Assert.Contains("100 rows (lines 2, 3, 4, …) have the same faults, for example: pricing_salesPrice", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vehicle_that_the_plan_refuses_has_a_line_in_the_error_report()
    {
        await using var rig = new RunRig();
        var place = rig.PathOf("errors.csv");
        var report = await rig.RunAsync(rig.WriteStock([1, 2], price: number => number == 2 ? 84 : 70_000), options => options with { ErrorReport = place });
        Assert.Equal((1, FaultCode.VehicleInvalid, 3), (report.Created.Count, Assert.Single(report.Errors).Code, report.Errors[0].Line));
        var line = Assert.Single((await File.ReadAllLinesAsync(place, Stop))[1..]);
        Assert.Contains($"\"3\",\"{TestCars.CreateVin(2)}\",,\"VehicleInvalid\",\"pricing_salesPrice is 84 PLN", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Warnings_of_a_run_are_recorded_one_of_each_kind()
    {
        await using var rig = new RunRig();
        var report = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 20)));
        var warning = Assert.Single(report.Warnings);
        Assert.Equal(("NoEngineCode", 20, 3), (warning.Code, warning.Count, warning.Vehicles.Count));

        using var connection = new SqliteConnection($"Data Source={rig.PathOf("ledger.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT u.uuid || ' ' || w.code || ' ' || w.count || ' ' || w.message FROM run_warning w JOIN run u ON u.id = w.run_id";
        Assert.Equal($"{report.RunId:D} NoEngineCode 20 {warning.Message}", command.ExecuteScalar());
    }

    [Fact]
    public async Task Missing_file_fails_the_run_with_its_own_code()
    {
        await using var rig = new RunRig();
        var report = await rig.RunAsync(rig.PathOf("no-such.csv"));
        Assert.Equal((RunVerdict.Failed, FaultCode.PathNotFound), (report.Verdict, report.Fault?.Code));
        Assert.Equal(FaultCode.PathNotFound, Assert.Single(report.Errors).Code);
    }

    [Fact]
    public async Task Error_report_that_can_not_be_written_fails_the_run_before_anything_is_sent()
    {
        await using var rig = new RunRig();
        var file = rig.WriteStock([1, 2], price: number => number == 2 ? -5 : 70_000);
        var report = await rig.RunAsync(file, options => options with { ErrorReport = file });
        Assert.Equal((RunVerdict.Failed, FaultCode.ReportNotWritten, 1), (report.Verdict, report.Fault?.Code, report.Errors.Count));
        Assert.Equal(Path.GetFullPath(file), report.Fault!.Path);
        Assert.Empty(rig.Server.Cars);
    }

    [Fact]
    public async Task Too_many_closes_are_held_back_with_the_code_of_the_limit()
    {
        await using var rig = new RunRig();
        _ = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 20)));
        var report = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 8)), options => options with { CloseMissing = true });
        Assert.Equal((RunVerdict.HeldBack, 12, 0), (report.Verdict, report.HeldBack.Count, report.Closed.Count));
        Assert.All(report.HeldBack, entry => Assert.Equal(FaultCode.CloseLimit, entry.Code));
    }

    [Fact]
    public async Task Prices_are_held_back_with_a_code_unless_asked_for()
    {
        await using var rig = new RunRig();
        _ = await rig.RunAsync(rig.WriteStock([1, 2]));
        var report = await rig.RunAsync(rig.WriteStock([1, 2], price: _ => 60_000), options => options with { UpdatePrices = false });
        Assert.Equal((RunVerdict.Done, 0), (report.Verdict, report.Repriced.Count));
        Assert.All(report.HeldBack, entry => Assert.Equal(FaultCode.PriceHeldBack, entry.Code));
        Assert.Equal(2, report.HeldBack.Count);
    }

    [Fact]
    public async Task Create_without_an_answer_is_in_doubt_in_this_report_and_the_next()
    {
        await using var rig = new RunRig(new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, From = 2, Times = 1 });
        var file = rig.WriteStock([1, 2, 3]);
        foreach (var (created, unchanged) in new[] { (2, 0), (0, 2) })
        {
            var report = await rig.RunAsync(file);
            Assert.Equal((RunVerdict.InDoubt, created, unchanged), (report.Verdict, report.Created.Count, report.Unchanged));
            var doubt = Assert.Single(report.InDoubt);
            Assert.Equal((FaultCode.VehicleInDoubt, TestCars.CreateVin(2)), (doubt.Code, doubt.Vin));
        }
    }

    [Fact]
    public async Task Refused_vehicle_is_an_error_and_the_others_are_done()
    {
        await using var rig = new RunRig(new SandboxFault(FaultKind.Status) { Status = 422, From = 2, Times = 1 });
        var report = await rig.RunAsync(rig.WriteStock([1, 2, 3]));
        Assert.Equal((RunVerdict.Errors, 2), (report.Verdict, report.Created.Count));
        var error = Assert.Single(report.Errors);
        Assert.Equal((FaultCode.VehicleRejected, TestCars.CreateVin(2)), (error.Code, error.Vin));
    }

    [Fact]
    public async Task Account_that_is_refused_fails_the_run_and_its_notice_has_no_secret()
    {
        await using var rig = new RunRig();
        const string Secret = "planted-secret-4711";
        var report = await rig.RunAsync(rig.WriteStock([1]), settings: rig.Settings with { Dealer = rig.Settings.Dealer with { ClientSecret = Secret } });
        Assert.Equal((RunVerdict.Failed, FaultCode.DealerUnavailable), (report.Verdict, report.Fault?.Code));
        Assert.Equal(report.Fault!.Message, Assert.Single(rig.Observer.Notices, notice => notice.Code == NoticeCode.Fault).Message);
        Assert.DoesNotContain(rig.Observer.Notices.Select(notice => notice.ToString()).Concat(rig.Log), line => line.Contains(Secret, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ledger_that_can_not_be_opened_fails_the_run_with_its_code()
    {
        await using var rig = new RunRig();
        await File.WriteAllTextAsync(rig.PathOf("ledger.db"), "This is not a ledger.", Stop);
        var report = await rig.RunAsync(rig.WriteStock([1]));
        Assert.Equal(RunVerdict.Failed, report.Verdict);
        Assert.Contains(report.Fault!.Code, new[] { FaultCode.LedgerCorrupt, FaultCode.LedgerForeign });
        Assert.IsType<LedgerException>(report.Fault.Cause);
    }

    [Fact]
    public async Task Stopped_run_reports_what_was_done_before()
    {
        await using var rig = new RunRig();
        using var stop = new CancellationTokenSource();
        rig.Observer.OnEnded = stop.Cancel;
        var report = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 50)), stop: stop.Token);
        Assert.Equal(RunVerdict.Stopped, report.Verdict);
        Assert.Equal(rig.Server.ActiveCars.Count, report.Created.Count);
        Assert.InRange(report.Created.Count, 1, 49);
        Assert.Contains(report.Errors, error => error.Code == FaultCode.VehicleNotSent);
    }

    [Fact]
    public async Task Progress_begins_each_phase_at_zero_and_ends_at_its_total()
    {
        await using var rig = new RunRig();
        _ = await rig.RunAsync(rig.WriteStock(Enumerable.Range(1, 300)), options => options with { WhatIf = true });
        Assert.Equal([new(RunPhase.Reading, 0, 300), new PhaseProgress(RunPhase.Reading, 256, 300)], rig.Observer.Progress);

        rig.Observer.Progress.Clear();
        _ = await rig.RunAsync(rig.WriteStock([1, 2]));
        Assert.Equal(
            [new(RunPhase.Reading, 0, 2), new(RunPhase.Sending, 0, 2), new(RunPhase.Sending, 1, 2), new PhaseProgress(RunPhase.Sending, 2, 2)],
            rig.Observer.Progress);
    }

    [Fact]
    public async Task Notice_about_a_vehicle_names_run_and_vehicle_apart_from_its_message()
    {
        await using var rig = new RunRig();
        var report = await rig.RunAsync(rig.WriteStock([1]));
        var step = rig.Observer.Notices.First(notice => notice.Vehicle == TestCars.CreateVin(1));
        Assert.Equal((NoticeCode.Step, RunMessageLevel.Verbose, report.RunId), (step.Code, step.Severity, step.RunId));
        Assert.DoesNotContain(TestCars.CreateVin(1), step.Message, StringComparison.Ordinal);
        Assert.Equal($"run {report.RunId:N} {TestCars.CreateVin(1)}: {step.Message}", step.ToString());
    }
}
