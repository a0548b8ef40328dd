using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace IzzyPS.Output;

/// <summary>
/// The traces and the metrics that a host may listen to. IzzyPS exports nothing by itself. A tag holds an id, a vehicle's key, a status or a
/// word of a fixed list. A tag never holds text from a server or a user, because such text may hold a secret.
/// </summary>
internal static class Telemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    internal const string Name = "IzzyPS";

    /// <summary>The tag with the run's id, 32 hexadecimal digits.</summary>
    internal const string RunIdTag = "izzyps.run.id";

    /// <summary>The tag with the kind of the run.</summary>
    internal const string RunKindTag = "izzyps.run.kind";

    /// <summary>The tag with the trigger of the run.</summary>
    internal const string RunTriggerTag = "izzyps.run.trigger";

    /// <summary>The tag with the verdict of the run.</summary>
    internal const string RunVerdictTag = "izzyps.run.verdict";

    /// <summary>The tag with the key of the request's vehicle.</summary>
    internal const string SubjectTag = "izzyps.subject";

    /// <summary>The tag with the outcome of a request.</summary>
    internal const string RequestOutcomeTag = "izzyps.request.outcome";

    /// <summary>The tag with the kind of an operation.</summary>
    internal const string OperationKindTag = "izzyps.operation.kind";

    /// <summary>The tag with the outcome of an operation.</summary>
    internal const string OperationOutcomeTag = "izzyps.operation.outcome";

    /// <summary>The tag with a request's method. This name and the following names are OpenTelemetry's.</summary>
    internal const string MethodTag = "http.request.method";

    /// <summary>The tag with a request's path. A placeholder stands for the car's id.</summary>
    internal const string RouteTag = "url.template";

    /// <summary>The tag with the HTTP status.</summary>
    internal const string StatusTag = "http.response.status_code";

    /// <summary>The tag with how many times the request was sent before.</summary>
    internal const string ResendTag = "http.request.resend_count";

    /// <summary>The tag with the server's host.</summary>
    internal const string ServerTag = "server.address";

    private static readonly Meter Meter = new(Name);

    private static readonly Counter<long> Requests =
        Meter.CreateCounter<long>("izzyps.dealer.requests", "{request}", "Requests to the dealer API, by method, path and outcome.");

    private static readonly Counter<long> Operations =
        Meter.CreateCounter<long>("izzyps.operations", "{operation}", "Changes of vehicles that have ended, by kind and outcome.");

    private static readonly Histogram<double> RunDuration =
        Meter.CreateHistogram<double>("izzyps.run.duration", "s", "How long runs take, by kind, trigger and verdict.");

    /// <summary>The source of the traces' spans.</summary>
    internal static ActivitySource Source { get; } = new(Name);

    /// <summary>Counts a request.</summary>
    internal static void CountRequest(string method, string route, string outcome) =>
        Requests.Add(1, new(MethodTag, method), new(RouteTag, route), new(RequestOutcomeTag, outcome));

    /// <summary>Counts a change that has ended.</summary>
    internal static void CountOperation(string kind, string outcome) =>
        Operations.Add(1, new(OperationKindTag, kind), new KeyValuePair<string, object?>(OperationOutcomeTag, outcome));

    /// <summary>Records how long a run took.</summary>
    internal static void RecordRun(TimeSpan duration, string kind, string trigger, string verdict) =>
        RunDuration.Record(duration.TotalSeconds, new(RunKindTag, kind), new(RunTriggerTag, trigger), new(RunVerdictTag, verdict));
}
