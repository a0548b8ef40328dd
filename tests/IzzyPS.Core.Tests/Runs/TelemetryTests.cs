using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using IzzyPS.Ledger.RunRecords;
using IzzyPS.Runs;
using IzzyPS.Runs.Reporting;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using IzzyPS.Sync.Resolving;
using Xunit;

namespace IzzyPS.Tests.Runs;

/// <summary>What a host receives that listens to the activity source and the meter <c>IzzyPS</c>. Other tests run at the same time.</summary>
public sealed class TelemetryTests : IDisposable
{
    private readonly ConcurrentQueue<Activity> _spans = new();
    private readonly ConcurrentQueue<(string Name, KeyValuePair<string, object?>[] Tags)> _figures = new();
    private readonly ActivityListener _spanListener;
    private readonly MeterListener _figureListener = new();

    public TelemetryTests()
    {
        _spanListener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "IzzyPS",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Enqueue,
        };
        ActivitySource.AddActivityListener(_spanListener);
        _figureListener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "IzzyPS")
                listener.EnableMeasurementEvents(instrument);
        };
        _figureListener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => _figures.Enqueue((instrument.Name, tags.ToArray())));
        _figureListener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => _figures.Enqueue((instrument.Name, tags.ToArray())));
        _figureListener.Start();
    }

    public void Dispose()
    {
        _spanListener.Dispose();
        _figureListener.Dispose();
    }

    [Fact]
    public async Task Request_span_has_run_and_vehicle_and_is_a_child_of_the_run_span()
    {
        await using var rig = new RunRig();
        var report = await rig.RunAsync(rig.WriteStock([1, 2]));
        var run = Assert.Single(SpansOf(report), span => span.DisplayName == "run StockSync");
        Assert.Equal(("StockSync", "Cli", "Done"), (run.GetTagItem("izzyps.run.kind"), run.GetTagItem("izzyps.run.trigger"), run.GetTagItem("izzyps.run.verdict")));

        var creates = SpansOf(report).Where(span => span.DisplayName == "POST /external/cars").ToList();
        Assert.Equal([TestCars.CreateVin(1), TestCars.CreateVin(2)], creates.Select(span => (string?)span.GetTagItem("izzyps.subject")).Order(StringComparer.Ordinal));
        Assert.All(creates, span =>
        {
            Assert.Equal((run.SpanId, run.TraceId, ActivityKind.Client), (span.ParentSpanId, span.TraceId, span.Kind));
            Assert.Equal(("POST", 201, "Acknowledged"), (span.GetTagItem("http.request.method"), span.GetTagItem("http.response.status_code"), span.GetTagItem("izzyps.request.outcome")));
        });
        Assert.Single(_spans, span => span.TraceId == run.TraceId && span.DisplayName == "POST /oauth/token");
    }

    [Fact]
    public async Task Repeated_request_is_a_span_of_its_own_with_the_count_of_those_before()
    {
        await using var rig = new RunRig(new SandboxFault(FaultKind.Status) { Status = 500, Routes = SandboxRoutes.UpdateCar, Times = 1 });
        _ = await rig.RunAsync(rig.WriteStock([1]));
        var settings = rig.Settings with { Dealer = rig.Settings.Dealer with { MaxRetries = 1, RetryDelay = TimeSpan.FromMilliseconds(1) } };
        var report = await rig.RunAsync(rig.WriteStock([1], color: _ => "Czarny"), settings: settings);
        Assert.Single(report.Updated);
        var updates = SpansOf(report).Where(span => span.DisplayName == "PUT /external/cars/{id}").OrderBy(span => span.StartTimeUtc).ToList();
        Assert.Equal(["Failed", "Acknowledged"], updates.Select(span => (string?)span.GetTagItem("izzyps.request.outcome")));
        Assert.Equal([null, 1], updates.Select(span => (int?)span.GetTagItem("http.request.resend_count")));
        Assert.Equal([ActivityStatusCode.Error, ActivityStatusCode.Ok], updates.Select(span => span.Status));
    }

    [Fact]
    public async Task Requests_operations_and_the_run_are_counted_by_kind_and_outcome()
    {
        await using var rig = new RunRig(new SandboxFault(FaultKind.Status) { Status = 422, From = 2, Times = 1 });
        _ = await rig.RunAsync(rig.WriteStock([1, 2]));
        AssertCounted("izzyps.dealer.requests", ("http.request.method", "POST"), ("url.template", "/external/cars"), ("izzyps.request.outcome", "Acknowledged"));
        AssertCounted("izzyps.dealer.requests", ("http.request.method", "POST"), ("url.template", "/external/cars"), ("izzyps.request.outcome", "Refused"));
        AssertCounted("izzyps.operations", ("izzyps.operation.kind", "Create"), ("izzyps.operation.outcome", "Succeeded"));
        AssertCounted("izzyps.operations", ("izzyps.operation.kind", "Create"), ("izzyps.operation.outcome", "Rejected"));
        AssertCounted("izzyps.run.duration", ("izzyps.run.kind", "StockSync"), ("izzyps.run.trigger", "Cli"), ("izzyps.run.verdict", "Errors"));
    }

    [Fact]
    public async Task Proof_of_a_resolution_is_a_span_of_a_resolving_run()
    {
        await using var rig = new RunRig(new SandboxFault(FaultKind.Drop) { Moment = FaultMoment.AfterCommit, Times = 1 });
        var report = await rig.RunAsync(rig.WriteStock([1]));
        Assert.Single(report.InDoubt);
        using var connection = rig.Connect();
        var resolution = new Resolution(Assert.Single(connection.Ledger.FindInDoubt()).Id, Assert.Single(rig.Server.ActiveCars).Id);
        var result = Assert.Single(await new ResolveRun(connection, RunTrigger.Cmdlet).RunAsync([resolution], "a test", TimeSpan.Zero, TestContext.Current.CancellationToken));
        Assert.Null(result.Fault);

        var proof = Assert.Single(_spans, span => span.DisplayName == "PUT /external/cars/{id}" && (string?)span.GetTagItem("izzyps.run.id") == result.RunId.ToString("N"));
        Assert.Equal(TestCars.CreateVin(1), proof.GetTagItem("izzyps.subject"));
        var run = Assert.Single(_spans, span => span.SpanId == proof.ParentSpanId);
        Assert.Equal(("run Resolve", "Cmdlet", "Done"), (run.DisplayName, run.GetTagItem("izzyps.run.trigger"), run.GetTagItem("izzyps.run.verdict")));
    }

    [Fact]
    public async Task No_tag_holds_a_secret_even_where_the_server_echoes_it()
    {
        const string Secret = "planted-secret-4711";
        await using var rig = new RunRig(new SandboxFault(FaultKind.Status) { Status = 422, Body = $$"""{"error":"{{Secret}}"}""" });
        _ = await rig.RunAsync(rig.WriteStock([1]));
        _ = await rig.RunAsync(rig.WriteStock([1]), settings: rig.Settings with { Dealer = rig.Settings.Dealer with { ClientSecret = Secret } });

        var texts = _spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Value}").Append(span.DisplayName).Append(span.StatusDescription))
            .Concat(_figures.SelectMany(figure => figure.Tags.Select(tag => $"{tag.Value}")))
            .ToList();
        Assert.NotEmpty(texts);
        Assert.DoesNotContain(texts, text => text is not null && (text.Contains(Secret, StringComparison.Ordinal) || text.Contains(rig.Server.ClientSecret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Log_has_a_line_for_the_beginning_and_the_end_of_a_run_and_for_each_request()
    {
        await using var rig = new RunRig();
        var report = await rig.RunAsync(rig.WriteStock([1]));
        Assert.Contains("a run StockSync is started by Cli", rig.Log);
        Assert.Contains(rig.Log, line => line.StartsWith($"run {report.RunId:N} {TestCars.CreateVin(1)}: POST /external/cars: 201 (", StringComparison.Ordinal));
        Assert.Contains(rig.Log, line => line.StartsWith($"run {report.RunId:N} StockSync ended Done (", StringComparison.Ordinal));
    }

    private List<Activity> SpansOf(RunReport report) => [.. _spans.Where(span => (string?)span.GetTagItem("izzyps.run.id") == $"{report.RunId:N}")];

    private void AssertCounted(string name, params (string Name, string Value)[] tags) =>
        Assert.Contains(_figures, figure => figure.Name == name && tags.SequenceEqual(figure.Tags.Select(tag => (tag.Key, (string)tag.Value!))));
}
