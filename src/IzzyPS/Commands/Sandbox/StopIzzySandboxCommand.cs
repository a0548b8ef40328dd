using System.Management.Automation;
using IzzyPS.Pipeline;

namespace IzzyPS.Commands;

/// <summary>Stops sandboxes and removes their ledgers.</summary>
/// <remarks>
/// <para>The cmdlet also ends the connections to a stopped sandbox. Without input it stops all sandboxes of this runspace.</para>
/// </remarks>
/// <example>
/// Stops one sandbox.
/// <code>
/// $sandbox | Stop-IzzySandbox
/// </code>
/// </example>
/// <example>
/// Stops all sandboxes of this runspace.
/// <code>
/// Stop-IzzySandbox
/// </code>
/// </example>
[Cmdlet(VerbsLifecycle.Stop, "IzzySandbox")]
[OutputType(typeof(void))]
public sealed class StopIzzySandboxCommand : AsyncCommand
{
    /// <summary>The sandboxes from Start-IzzySandbox. The default is all sandboxes of this runspace.</summary>
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
