BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Stop-IzzySandbox' {
    AfterEach { Stop-IzzySandbox }

    It 'removes the ledger and its anchor, and ends its connections' {
        $it = Connect-Sandbox
        Get-ChildItem (Join-Path $env:XDG_DATA_HOME izzyps accounts) | Should -Not -BeNullOrEmpty
        $it.Sandbox | Stop-IzzySandbox
        $it.Sandbox.IsStopped | Should -BeTrue
        $it.Dealer.IsClosed | Should -BeTrue
        Split-Path $it.Sandbox.LedgerPath | Should -Not -Exist
        Get-ChildItem (Join-Path $env:XDG_DATA_HOME izzyps accounts) | Should -BeNullOrEmpty
        { Invoke-WebRequest $it.Sandbox.BaseUri } | Should -Throw
    }

    It 'stops only what is piped in' {
        $first, $second = (Start-IzzySandbox), (Start-IzzySandbox)
        $first | Stop-IzzySandbox
        $second.IsStopped | Should -BeFalse
    }

    It 'leaves nothing behind when PowerShell ends without it' {
        $result = Invoke-Pwsh '$s = Start-IzzySandbox; $null = Connect-IzzyDealer -BaseUri $s.BaseUri -Credential $s.Credential -LedgerPath $s.LedgerPath -WarningAction Ignore; Test-Path $s.LedgerPath; Split-Path $s.LedgerPath'
        $existed, $folder = $result.Output.Trim() -split '\r?\n'
        $existed | Should -Be True
        $folder | Should -Not -Exist
    }
}
