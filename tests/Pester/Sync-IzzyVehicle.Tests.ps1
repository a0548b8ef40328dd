BeforeAll { . $PSScriptRoot/common.ps1 }

Describe 'Sync-IzzyVehicle' {
    AfterEach { Stop-IzzySandbox; Get-IzzyDealer | Disconnect-IzzyDealer }

    BeforeEach {
        $it = Connect-Sandbox
        $monday = Write-Stock (Join-Path $TestDrive monday.csv) (1..20)
        $tuesday = Write-Stock (Join-Path $TestDrive tuesday.csv) (1..19 + 21) -Set @{ 1 = @{ pricing_salesPrice = 45000 }; 2 = @{ color = 'Biały' } }
        $plan = Import-IzzyVehicleCsv $monday | Compare-IzzyVehicle -CloseMissing
    }

    It 'carries a plan out, and a second time sends nothing' {
        $results = $plan | Sync-IzzyVehicle
        $results.Count | Should -Be 20
        $results.Outcome | Select-Object -Unique | Should -Be Succeeded
        $results[0] | Should -BeOfType IzzyPS.SyncResult
        $results[0].RemoteId | Should -Not -BeNullOrEmpty
        $results[0].Attempts | Should -Be 1
        $it.Sandbox.ActiveCars | Should -Be 20
        $requests = $it.Sandbox.Requests
        ($plan | Sync-IzzyVehicle).Outcome | Select-Object -Unique | Should -Be Unchanged
        Import-IzzyVehicleCsv $monday | Compare-IzzyVehicle -CloseMissing | Sync-IzzyVehicle | Should -BeNullOrEmpty
        $it.Sandbox.Requests | Should -Be $requests
        $it.Sandbox.DuplicateVins | Should -BeNullOrEmpty
    }

    It 'creates, updates, reprices and closes' {
        $null = $plan | Sync-IzzyVehicle
        $results = Import-IzzyVehicleCsv $tuesday | Compare-IzzyVehicle -CloseMissing | Sync-IzzyVehicle
        $results | Group-Object Action | ForEach-Object { "$($_.Name) $($_.Count)" } | Sort-Object | Should -Be 'Close 1', 'Create 1', 'Reprice 1', 'Update 1'
        $it.Sandbox.ActiveCars | Should -Be 20
        (Get-IzzyVehicle (Get-TestVin 1)).SalesPrice | Should -Be 45000
        (Get-IzzyVehicle (Get-TestVin 20)).State | Should -Be Closed
    }

    It 'prints a line per vehicle with -WhatIf, and sends and locks nothing' {
        $output = & { $plan | Sync-IzzyVehicle -WhatIf } *>&1
        $output | Should -BeNullOrEmpty -Because 'What if goes to the host'
        $it.Sandbox.Requests | Should -Be 0
        $told = Invoke-Pwsh "`$s = Start-IzzySandbox; `$null = Connect-IzzyDealer `$s.Credential `$s.BaseUri -LedgerPath `$s.LedgerPath 3>`$null; Import-IzzyVehicleCsv '$monday' | Compare-IzzyVehicle | Sync-IzzyVehicle -WhatIf; Stop-IzzySandbox"
        ($told.Output -split '\r?\n' -like "What if: Create WVWZZZ1KZAW*Skoda Octavia at 50*").Count | Should -Be 20
    }

    It 'takes vehicles, and closes nothing because of them' {
        $results = Import-IzzyVehicleCsv $monday | Select-Object -First 5 | Sync-IzzyVehicle
        $results.Action | Select-Object -Unique | Should -Be Create
        (Import-IzzyVehicleCsv $monday | Select-Object -First 1 | Sync-IzzyVehicle).Outcome | Should -Be Unchanged
        $it.Sandbox.ActiveCars | Should -Be 5
    }

    It 'gives Stale for a change that no longer fits the ledger' {
        $null = $plan | Sync-IzzyVehicle
        $old = Import-IzzyVehicleCsv $tuesday | Compare-IzzyVehicle | Where-Object Action -eq Reprice
        $null = Set-IzzyVehiclePrice -Vin (Get-TestVin 1) -SalesPrice 40000
        $result = $old | Sync-IzzyVehicle -ErrorVariable errors -ErrorAction SilentlyContinue
        $result.Outcome | Should -Be Stale
        $errors.FullyQualifiedErrorId | Should -Be 'ChangeStale,IzzyPS.Commands.SyncIzzyVehicleCommand'
        "$errors" | Should -Match "run [0-9a-f]{32} $(Get-TestVin 1)"
    }

    It 'refuses a plan of another account' {
        $other = Connect-Sandbox -Name other
        $results = $plan | Sync-IzzyVehicle -Dealer $other.Dealer -ErrorAction SilentlyContinue
        $results.Outcome | Select-Object -Unique | Should -Be Stale
        $other.Sandbox.ActiveCars | Should -Be 0
    }

    It 'gives blocked changes back as blocked, with one error for closes held back' {
        $null = $plan | Sync-IzzyVehicle
        $short = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..10)) | Compare-IzzyVehicle -CloseMissing -WarningAction Ignore
        $results = $short | Sync-IzzyVehicle -ErrorVariable errors -ErrorAction SilentlyContinue
        $results.Outcome | Select-Object -Unique | Should -Be Blocked
        $errors.Count | Should -Be 1
        $errors.FullyQualifiedErrorId | Should -BeLike 'CloseLimit*'
        $it.Sandbox.ActiveCars | Should -Be 20
    }

    It 'holds closes back again when they are applied, until -AllowClose allows them' {
        $null = $plan | Sync-IzzyVehicle
        $closes = Import-IzzyVehicleCsv (Write-Stock $tuesday (1..10)) | Compare-IzzyVehicle -CloseMissing -AllowClose 10
        ($closes | Sync-IzzyVehicle -AllowClose 5 -ErrorAction SilentlyContinue -ErrorVariable errors).Outcome | Select-Object -Unique | Should -Be HeldBack
        $errors.FullyQualifiedErrorId | Should -BeLike 'CloseHeldBack*'
        ($closes | Sync-IzzyVehicle).Outcome | Select-Object -Unique | Should -Be Succeeded
        $it.Sandbox.ActiveCars | Should -Be 10
    }

    It 'closes nothing with the same command again, and all with -AllowClose' {
        $null = $plan | Sync-IzzyVehicle
        $wrong = Write-Stock $tuesday (101..150)
        foreach ($run in 1..2) {
            $null = Import-IzzyVehicleCsv $wrong | Compare-IzzyVehicle -CloseMissing -WarningAction Ignore | Where-Object Action -NE Blocked | Sync-IzzyVehicle
            $it.Sandbox.ActiveCars | Should -Be 70
        }
        $null = Import-IzzyVehicleCsv $wrong | Compare-IzzyVehicle -CloseMissing -AllowClose 20 | Sync-IzzyVehicle -AllowClose 20
        $it.Sandbox.ActiveCars | Should -Be 50
    }

    It 'carries out the closes that a plan holds back with -AllowClose, up to its number' {
        $null = $plan | Sync-IzzyVehicle
        $held = Import-IzzyVehicleCsv (Write-Stock $tuesday (101..150)) | Compare-IzzyVehicle -CloseMissing -WarningAction Ignore
        $few = $held | Sync-IzzyVehicle -AllowClose 19 -ErrorAction SilentlyContinue -ErrorVariable errors
        @($few.Where{ $_.Action -eq 'Close' }).Outcome | Select-Object -Unique | Should -Be HeldBack
        "$errors" | Should -BeLike '*allow it with -AllowClose 20.*'
        $it.Sandbox.ActiveCars | Should -Be 70
        $null = Import-IzzyVehicleCsv (Write-Stock $tuesday (101..150)) | Compare-IzzyVehicle -CloseMissing -WarningAction Ignore | Sync-IzzyVehicle -AllowClose 20
        $it.Sandbox.ActiveCars | Should -Be 50
    }

    It 'leaves changes answered by a proxy unconfirmed, and ends the run' {
        Stop-IzzySandbox
        $it = Connect-Sandbox -Fault 'status=200 on update content-type=text/html body=<html>'
        $null = Import-IzzyVehicleCsv $monday | Compare-IzzyVehicle | Sync-IzzyVehicle
        $recoloured = Write-Stock $tuesday (1..20) -Set @{ 1 = @{ color = 'Biały' }; 2 = @{ color = 'Biały' }; 3 = @{ color = 'Biały' } }
        $results = Import-IzzyVehicleCsv $recoloured | Compare-IzzyVehicle | Sync-IzzyVehicle -ErrorAction SilentlyContinue -ErrorVariable errors
        $results.Outcome | Select-Object -Unique | Should -Be Failed
        $errors[0].FullyQualifiedErrorId | Should -BeLike 'VehicleUnconfirmed*'
        $errors[-1].FullyQualifiedErrorId | Should -BeLike 'RunEndedEarly*'
        "$($errors[-1])" | Should -BeLike '*this is not the API*200 with content type text/html*'
        (Get-IzzyVehicle (Get-TestVin 1)).IsUnconfirmed | Should -BeTrue
    }

    It 'holds gone listings back, and -AllowGone is the ceiling' {
        Stop-IzzySandbox
        $it = Connect-Sandbox -Fault '404 on update,close'
        $null = Import-IzzyVehicleCsv $monday | Compare-IzzyVehicle | Sync-IzzyVehicle
        $results = Import-IzzyVehicleCsv $tuesday | Compare-IzzyVehicle | Sync-IzzyVehicle -ErrorAction SilentlyContinue -ErrorVariable errors
        ($results | Where-Object Action -NE Create).Outcome | Select-Object -Unique | Should -Be HeldBack
        $errors.FullyQualifiedErrorId | Select-Object -Unique | Should -BeLike 'GoneHeldBack*'
        "$($errors[0])" | Should -BeLike '*Not listed anew*less than 24 hours ago*'
        $it.Sandbox.ActiveCars | Should -Be 21

        $close = Get-IzzyVehicle (Get-TestVin 5) | Close-IzzyVehicle -Confirm:$false -AllowGone 1 -ErrorAction SilentlyContinue -ErrorVariable errors
        $close.Outcome | Should -Be HeldBack
        "$errors" | Should -BeLike '*Not closed*3 of 20 listings are gone*1 is allowed*'
        (Get-IzzyVehicle (Get-TestVin 5) | Close-IzzyVehicle -Confirm:$false).Outcome | Should -Be Succeeded
    }

    It 'names run and VIN in every verbose line about a vehicle' {
        $verbose = ($plan | Select-Object -First 1 | Sync-IzzyVehicle -Verbose 4>&1) | Where-Object { $_ -is [System.Management.Automation.VerboseRecord] -and $_ -match 'WVW' }
        $verbose.Count | Should -BeGreaterOrEqual 2
        $verbose | Where-Object { "$_" -match '^run [0-9a-f]{32} ' } | Should -Not -BeNullOrEmpty
    }

    It 'asks with -Confirm, and gives an error when nobody can answer' {
        { $plan | Sync-IzzyVehicle -Confirm } | Should -Throw -ErrorId 'ConfirmationRequired*'
        $it.Sandbox.Requests | Should -Be 0
    }

    It 'refuses <what>' -TestCases @(
        @{ what = 'a ledger entry'; piped = { $null = $plan | Sync-IzzyVehicle; Get-IzzyVehicle (Get-TestVin 1) }; id = 'InputNotAccepted' }
        @{ what = 'a copy by Select-Object'; piped = { $plan | Select-Object Action, Vin -First 1 }; id = 'CopyRefused' }
        @{ what = 'a VIN that was never listed'; piped = { Get-TestVin 99 }; id = 'NotListed' }
        @{ what = 'a text that is no VIN'; piped = { 'hello' }; id = 'InvalidVin' }
    ) {
        $objects = & $piped
        { $objects | Sync-IzzyVehicle -ErrorAction Stop } | Should -Throw -ErrorId "$id*"
    }

    It 'says who holds the ledger, and waits for it with -WaitForLock' {
        $slow = Connect-Sandbox -Latency 300 -Name slow
        $secret = $slow.Sandbox.Credential.GetNetworkCredential().Password
        $connect = "`$c = [pscredential]::new('$($slow.Sandbox.Credential.UserName)', (ConvertTo-SecureString '$secret' -AsPlainText)); `$null = Connect-IzzyDealer `$c $($slow.Sandbox.BaseUri) -LedgerPath '$($slow.Sandbox.LedgerPath)'"
        $script = "Import-Module '$(Join-Path $root out IzzyPS)'; $connect; Import-IzzyVehicleCsv '$monday' | Compare-IzzyVehicle | Sync-IzzyVehicle -ThrottleLimit 1 | ForEach-Object { `"`$(`$_.Outcome)`" }"
        # Another process. Start-Job would not do: it starts the tool's own executable, which is there for x64 only.
        $other = Start-ThreadJob { $program, $arguments = $using:shell, $using:shellArguments; & $program @arguments -NonInteractive -Command $using:script }
        Wait-Until { $slow.Sandbox.ActiveCars -gt 0 }
        $mine = Import-IzzyVehicleCsv $tuesday | Compare-IzzyVehicle -WarningAction Ignore
        { $mine | Sync-IzzyVehicle } | Should -Throw -ErrorId 'LedgerLeased*' -ExpectedMessage '*Sync-IzzyVehicle*'
        $results = $mine | Where-Object Vin -eq (Get-TestVin 21) | Sync-IzzyVehicle -WaitForLock 30
        $results.Outcome | Should -Be Succeeded
        $other | Receive-Job -Wait -AutoRemoveJob | Select-Object -Unique | Should -Be Succeeded
        $slow.Sandbox.DuplicateVins | Should -BeNullOrEmpty
    }

    It 'takes the allowances of the guards for vehicles in the pipeline' {
        $null = Connect-Sandbox
        $null = Import-IzzyVehicleCsv (Write-Stock $monday (1..3)) | Sync-IzzyVehicle
        $cheap = Import-IzzyVehicleCsv (Write-Stock $monday (1..3) -Set @{ 1 = @{ pricing_salesPrice = 20000 } })
        { $cheap | Sync-IzzyVehicle -ErrorAction Stop } | Should -Throw -ErrorId 'PriceLimit*'
        ($cheap | Sync-IzzyVehicle -AllowPriceChange 61 | Where-Object Action -eq Reprice).Outcome | Should -Be Succeeded
    }
}
