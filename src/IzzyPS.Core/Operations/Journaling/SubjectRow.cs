using IzzyPS.Hashing;

namespace IzzyPS.Operations.Journaling;

/// <summary>The row of an operation's subject.</summary>
/// <param name="Id">The subject's id in its own table.</param>
/// <param name="Key">The key that the subject has now.</param>
/// <param name="PayloadHash">The hash of the payload that the subject has; null for none.</param>
/// <param name="PayloadId">The row of that payload. An operation with the same payload shares the row.</param>
internal readonly record struct SubjectRow(long Id, string Key, ContentHash? PayloadHash, long? PayloadId);
