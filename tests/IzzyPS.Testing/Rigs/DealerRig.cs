using System.Collections.Concurrent;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Operations;
using IzzyPS.Output;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Testing.Rigs;

/// <summary>A sandbox and a client that talks to it over loopback.</summary>
internal sealed class DealerRig : IAsyncDisposable
{
    private static int _number;

    internal DealerRig(SandboxOptions? sandbox = null, Func<DealerOptions, DealerOptions>? change = null, TimeProvider? clock = null)
    {
        Server = SandboxServer.Start(sandbox);
        var options = OptionsFor(Server);
        Client = IzzyServices.Default.CreateClient(change?.Invoke(options) ?? options, clock ?? TimeProvider.System, new LineLogger(Log.Enqueue));
    }

    internal SandboxServer Server { get; }

    internal DealerClient Client { get; }

    internal ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Options with short waits, so that the tests are quick.</summary>
    internal static DealerOptions OptionsFor(SandboxServer server) => new()
    {
        Account = new DealerAccount(server.BaseUri, server.ClientId),
        ClientSecret = server.ClientSecret,
        MaxRetries = 2,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryAfter = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromSeconds(5),
        ThrottleLimit = 32,
    };

    internal static SandboxOptions With(params SandboxFault[] faults) => new() { Faults = [.. faults] };

    /// <summary>A car that no other test has.</summary>
    internal static CarPayload Car(decimal price = 70_000m) => CarPayload.CreateFromVehicle(TestCars.Car(Interlocked.Increment(ref _number), sales: price));

    /// <summary>The operation that sends; null for none.</summary>
    internal RequestContext? Context { get; set; }

    /// <summary>The calls of the operation.</summary>
    internal IDealerCalls Calls => Context is null ? Client : Client.CreateCalls(Context);

    internal static RequestContext ContextThatAsks(Func<ValueTask<bool>> maySend) => new(Guid.CreateVersion7(), new Subject("Vehicle", "a test"), maySend);

    internal static RequestContext ContextStoppedBy(CancellationToken stop) => new(Guid.CreateVersion7(), new Subject("Vehicle", "a test"), Stop: stop);

    internal Task<Answer> CreateAsync() => Calls.CreateCarAsync(Guid.CreateVersion7(), Car(), TestContext.Current.CancellationToken);

    /// <summary>Lists a car that a later call changes.</summary>
    internal async Task<string> ListedAsync()
    {
        var answer = await CreateAsync();
        Assert.Equal(AnswerKind.Acknowledged, answer.Kind);
        return answer.RemoteId!;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Server.DisposeAsync();
    }
}
