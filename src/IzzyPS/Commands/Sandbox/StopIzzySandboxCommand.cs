using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Stops sandboxes, and removes their ledgers.</summary>
/// <remarks>
/// <para>Connections to a stopped sandbox are ended too. Without input it stops all that this runspace started.</para>
/// </remarks>
/// <example>
/// Stops one.
/// <code>
/// $sandbox | Stop-IzzySandbox
/// </code>
/// </example>
/// <example>
/// Stops all that this runspace started.
/// <code>
/// Stop-IzzySandbox
/// </code>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "IzzySandbox")]
[OutputType(typeof(void))]
public sealed class StopIzzySandboxCommand : AsyncCommand
{
    /// <summary>The sandboxes, as Start-IzzySandbox gives them; by default all of this runspace.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    public SandboxInfo[]? Sandbox { get; set; }

    private protected override void Take()
    {
        var session = Session.Current;
        IReadOnlyList<SandboxInfo> all = MyInvocation.ExpectingInput ? [] : [.. session.Sandboxes];
        foreach (var sandbox in Sandbox ?? all)
        {
            _ = Pump(async (_, _) =>
            {
                await session.StopAsync(sandbox).ConfigureAwait(false);
                return true;
            });
        }
    }
}
