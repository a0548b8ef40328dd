using System.Collections.Concurrent;
using IzzyPS.Connections;
using IzzyPS.Operations;
using IzzyPS.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace IzzyPS.Tests.Dealer;

/// <summary>The services that a host registers.</summary>
public sealed class IzzyServicesTests
{
    [Fact]
    public async Task A_host_s_own_container_makes_clients_that_it_does_not_log()
    {
        await using var server = SandboxServer.Start(new SandboxOptions());
        using var log = new Collector();
        await using var services = new ServiceCollection()
            .AddLogging(builder => builder.SetMinimumLevel(LogLevel.Trace).AddProvider(log))
            .AddHttpClient()
            .AddIzzyPS()
            .BuildServiceProvider();

        using var client = services.CreateClient(DealerRig.CreateOptions(server), TimeProvider.System);
        var answer = await client.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), TestContext.Current.CancellationToken);
        Assert.Equal(AnswerKind.Acknowledged, answer.Kind);
        Assert.Empty(log.Lines);

        using var other = services.GetRequiredService<IHttpClientFactory>().CreateClient("the host's own");
        _ = await other.GetAsync(server.BaseUri, TestContext.Current.CancellationToken);
        Assert.NotEmpty(log.Lines);
    }

    [Fact]
    public async Task Clients_of_one_container_have_handlers_of_their_own()
    {
        await using var one = SandboxServer.Start(new SandboxOptions());
        await using var two = SandboxServer.Start(new SandboxOptions());
        using var first = IzzyServices.Default.CreateClient(DealerRig.CreateOptions(one), TimeProvider.System);
        using (var second = IzzyServices.Default.CreateClient(DealerRig.CreateOptions(two), TimeProvider.System))
            Assert.Equal(AnswerKind.Acknowledged, (await second.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), TestContext.Current.CancellationToken)).Kind);

        Assert.Equal(AnswerKind.Acknowledged, (await first.CreateCarAsync(Guid.CreateVersion7(), DealerRig.CreateCar(), TestContext.Current.CancellationToken)).Kind);
        Assert.Equal((1, 1), (one.Cars.Count, two.Cars.Count));
    }

    private sealed class Collector : ILoggerProvider, ILogger
    {
        internal ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Enqueue(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
