using System.Security.Cryptography;
using System.Text;

namespace IzzyPS.Sync;

/// <summary>Tells which runs several runners can carry out together: two runners have the same plan when they read the same files for the same feed.</summary>
internal static class SharedPlan
{
    /// <summary>What two runners must have in common to share a run; null where a run can't be shared.</summary>
    internal static string? GetIdentity(SyncRequest request)
    {
        if (request.Plan?.Facts is not { IsFromStock: true } plan || plan.Files.Count == 0 || plan.Files.Any(file => file.Sha256 is null))
            return null;
        var text = string.Join('\n', plan.Files.Select(file => file.Sha256!).Order(StringComparer.Ordinal).Prepend($"{plan.Feed}\n{request.CloseReason}"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }
}
