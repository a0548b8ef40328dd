using System.Net.Sockets;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Testing.Servers;

/// <summary>Starts a server on a port that another server used before. It waits, because a client of a parallel test may hold the port for a moment.</summary>
internal static class SamePort
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static SandboxServer Start(SandboxOptions options)
    {
        SandboxServer? server = null;
        Assert.True(SpinWait.SpinUntil(() => TryStart(options, out server), Limit), $"port {options.Port} stays taken");
        return server!;
    }

    private static bool TryStart(SandboxOptions options, out SandboxServer? server)
    {
        try
        {
            server = SandboxServer.Start(options);
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            server = null;
            return false;
        }
    }
}
