using System.Collections.Concurrent;
using IzzyPS.Connections;
using IzzyPS.Dealer;
using IzzyPS.Operations;
using IzzyPS.Output;
using IzzyPS.Sandbox;
using IzzyPS.Sandbox.Faults;
using Xunit;

namespace IzzyPS.Testing.Rigs;

/// <summary>A sandbox, and a client that is connected to it over loopback.</summary>
internal sealed class DealerRig : IAsyncDisposable
{
    private static int _number;

    internal DealerRig(SandboxOptions? sandbox = null, Func<DealerOptions, DealerOptions>? change = null, TimeProvider? clock = null)
    {
        Server = SandboxServer.Start(sandbox);
        var options = CreateOptions(Server);
        Client = IzzyServices.Default.CreateClient(change?.Invoke(options) ?? options, clock ?? TimeProvider.System, new LineLogger(Log.Enqueue));
    }

    internal SandboxServer Server { get; }

    internal DealerClient Client { get; }

    internal ConcurrentQueue<string> Log { get; } = new();

    /// <summary>Creates options with short waits, so that the tests are quick.</summary>
    internal static DealerOptions CreateOptions(SandboxServer server) => new()
    {
        Account = new DealerAccount(server.BaseUri, server.ClientId),
        ClientSecret = server.ClientSecret,
        MaxRetries = 2,
        RetryDelay = TimeSpan.FromMilliseconds(1),
        MaxRetryAfter = TimeSpan.FromMilliseconds(20),
        Timeout = TimeSpan.FromSeconds(5),
        ThrottleLimit = 32,
    };

    internal static SandboxOptions CreateSandboxOptions(params SandboxFault[] faults) => new() { Faults = [.. faults] };

    /// <summary>Creates a car that no other test uses.</summary>
    internal static CarPayload CreateCar(decimal price = 70_000m) => CarPayload.CreateFromVehicle(TestCars.CreateCar(Interlocked.Increment(ref _number), sales: price));

    /// <summary>The operation that the requests belong to. Null means no operation.</summary>
    internal RequestContext? Context { get; set; }

    /// <summary>The calls of the operation, or of the client when there is no operation.</summary>
    internal IDealerCalls Calls => Context is null ? Client : Client.CreateCalls(Context);

    internal static RequestContext CreateAskingContext(Func<ValueTask<bool>> maySend) => new(Guid.CreateVersion7(), new Subject("Vehicle", "a test"), maySend);

    internal static RequestContext CreateStoppableContext(CancellationToken stop) => new(Guid.CreateVersion7(), new Subject("Vehicle", "a test"), Stop: stop);

    internal Task<Answer> CreateAsync() => Calls.CreateCarAsync(Guid.CreateVersion7(), CreateCar(), TestContext.Current.CancellationToken);

    /// <summary>Creates a car, and returns its id for later calls.</summary>
    internal async Task<string> ListCarAsync()
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
