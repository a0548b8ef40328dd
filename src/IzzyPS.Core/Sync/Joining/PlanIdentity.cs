using System.Security.Cryptography;
using System.Text;

namespace IzzyPS.Sync.Joining;

/// <summary>
/// Decides which runners may share a run: those that carry out the same plan. Two runners have the same plan when they read the same files for
/// the same feed, and give the same reason for closes.
/// </summary>
internal static class PlanIdentity
{
    /// <summary>Computes the identity: equal for runners that may share a run. Null where a run can't be shared.</summary>
    internal static string? Compute(SyncRequest request)
    {
        if (request.Plan?.Facts is not { IsFromStock: true } plan || plan.Files.Count == 0 || plan.Files.Any(file => file.Sha256 is null))
            return null;
        var text = string.Join('\n', plan.Files.Select(file => file.Sha256!).Order(StringComparer.Ordinal).Prepend($"{plan.Feed}\n{request.CloseReason}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
